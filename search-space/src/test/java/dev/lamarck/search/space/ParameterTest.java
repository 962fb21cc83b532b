package dev.lamarck.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterTest {

    private static final double LARGEST_LOCUS = Math.nextDown(1.0);

    @ParameterizedTest(name = "{0}")
    @MethodSource("parameters")
    void decodesWhatItEncoded(Parameter parameter) {
        SplittableRandom random = new SplittableRandom(11);

        for (int i = 0; i < 1_000; i++) {
            Object value = parameter.decode(random.nextDouble());
            Object again = parameter.decode(parameter.encode(value));
            if (value instanceof Double number) {
                assertThat((Double) again).isCloseTo(number, Percentage.withPercentage(1e-9));
            } else {
                assertThat(again).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parameters")
    void staysWithinItsValuesAtBothEnds(Parameter parameter) {
        for (double locus : new double[] {0, Double.MIN_VALUE, 0.5, LARGEST_LOCUS}) {
            Object value = parameter.decode(locus);

            assertThat(parameter.check(value)).isEqualTo(value);
            assertThat(parameter.encode(value)).isBetween(0.0, LARGEST_LOCUS);
        }
    }

    static Stream<Parameter> parameters() {
        return Stream.of(
                new FloatParameter("float", -1, 3, false, null, null),
                new FloatParameter("small", 0, 1e-12, false, null, null),
                new FloatParameter("logFloat", 1e-6, 1e-1, true, null, null),
                new IntParameter("int", -3, 3, false, null, null),
                new IntParameter("logInt", 1, 4_096, true, null, null),
                new IntParameter("large", 0, 1L << 40, false, null, null),
                new CategoricalParameter("choice", List.of("a", 1, 2.5, true), null, null),
                new CategoricalParameter("single", List.of("only"), null, null));
    }

    @Test
    void reachesTheBoundsOfFloats() {
        FloatParameter linear = new FloatParameter("linear", -1, 3, false, null, null);
        FloatParameter log = new FloatParameter("log", 1e-6, 1e-1, true, null, null);

        assertThat(linear.decode(0)).isEqualTo(-1.0);
        assertThat((Double) linear.decode(LARGEST_LOCUS))
                .isCloseTo(3.0, within(1e-12))
                .isLessThanOrEqualTo(3.0);
        assertThat(log.decode(0)).isEqualTo(1e-6);
        assertThat((Double) log.decode(LARGEST_LOCUS))
                .isCloseTo(1e-1, within(1e-12))
                .isLessThanOrEqualTo(1e-1);
        assertThat((Double) log.decode(0.6)).isCloseTo(1e-3, within(1e-12));
    }

    @Test
    void encodesTheBoundsThemselves() {
        IntParameter count = new IntParameter("count", 1, 100, true, null, null);

        assertThat(count.decode(count.encode(1))).isEqualTo(1L);
        assertThat(count.decode(count.encode(100))).isEqualTo(100L);
    }

    @Test
    void drawsWholeNumbersUniformly() {
        IntParameter die = new IntParameter("die", 1, 10, false, null, null);

        assertThat(chiSquare(die, 10, _ -> 0.1)).isLessThan(27.88);
    }

    @Test
    void drawsChoicesUniformly() {
        CategoricalParameter choice =
                new CategoricalParameter("choice", List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), null, null);

        assertThat(chiSquare(choice, 10, _ -> 0.1)).isLessThan(27.88);
    }

    @Test
    void drawsWholeNumbersOfALogScaleByTheirShareOfIt() {
        IntParameter units = new IntParameter("units", 1, 10, true, null, null);

        assertThat(chiSquare(units, 10, value -> Math.log((value + 0.5) / (value - 0.5)) / Math.log(10.5 / 0.5)))
                .isLessThan(27.88);
    }

    /** Of 100,000 seeded draws; 27.88 is the 0.999 quantile with nine degrees of freedom. */
    private static double chiSquare(Parameter parameter, int values, java.util.function.IntToDoubleFunction share) {
        int draws = 100_000;
        int[] counts = new int[values + 1];
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < draws; i++) {
            counts[Math.toIntExact((Long) parameter.decode(random.nextDouble()))]++;
        }
        double sum = 0;
        for (int value = 1; value <= values; value++) {
            double expected = draws * share.applyAsDouble(value);
            sum += (counts[value] - expected) * (counts[value] - expected) / expected;
        }
        return sum;
    }

    @ParameterizedTest(name = "{0} to {1}, log {2}")
    @MethodSource("badRanges")
    void refusesRangesThatAreNone(double low, double high, boolean log, String expected) {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new FloatParameter("rate", low, high, log, null, null))
                .withMessageStartingWith("Parameter 'rate': ")
                .withMessageContaining(expected);
    }

    static Stream<Arguments> badRanges() {
        return Stream.of(
                Arguments.of(3, 1, false, "low (3) must be below high (1). Maybe the two are swapped"),
                Arguments.of(0.5, 0.5, false, "low (0.5) must be below high (0.5)"),
                Arguments.of(Double.NaN, 1, false, "must be finite numbers"),
                Arguments.of(0, Double.POSITIVE_INFINITY, false, "must be finite numbers"),
                Arguments.of(0, 1, true, "needs a low bound above 0, not 0. Raise it or drop 'log'."),
                Arguments.of(-1, 1, true, "needs a low bound above 0, not -1. Raise it or drop 'log'."));
    }

    @Test
    void refusesChoicesThatAreNone() {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new CategoricalParameter("kernel", List.of(), null, null))
                .withMessage("Parameter 'kernel': a choice needs at least one value.");
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new CategoricalParameter("kernel", List.of(3, 3L), null, null))
                .withMessage("Parameter 'kernel': the choices [3, 3] hold a value twice. Name each once.");
    }

    @Test
    void refusesValuesOfAnotherType() {
        IntParameter units = new IntParameter("units", 1, 8, false, null, null);
        FloatParameter rate = new FloatParameter("rate", 0, 1, false, null, null);
        CategoricalParameter kernel = new CategoricalParameter("kernel", List.of(3, 5), null, null);

        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> units.check(2.5))
                .withMessage("Parameter 'units': 2.5 is not a whole number in [1, 8].");
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> rate.check(Double.NaN))
                .withMessage("Parameter 'rate': NaN is not a number in [0, 1].");
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> kernel.check("3"))
                .withMessage("Parameter 'kernel': 3 is not one of the choices [3, 5].");
    }
}
