package dev.lamarck.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {

    @Test
    void equalsTheTextbookValue() {
        assertThat(McNemar.pValue(3, 12)).isCloseTo(0.017578125, within(1e-15));
        assertThat(2 * McNemar.pValue(3, 12)).isCloseTo(0.03515625, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "5, 0, 1", "0, 1, 0.5", "0, 10, 0.0009765625", "1, 1, 0.75"})
    void knowsTheEdges(int championOnly, int challengerOnly, double expected) {
        assertThat(McNemar.pValue(championOnly, challengerOnly)).isCloseTo(expected, within(1e-15));
    }

    @Test
    void equalsTheSumOfBinomialCoefficients() {
        for (int rows = 0; rows <= 60; rows++) {
            BigInteger ways = BigInteger.ZERO;
            BigInteger coefficient = BigInteger.ONE;
            for (int wrong = 0; wrong <= rows; wrong++) {
                ways = ways.add(coefficient);
                coefficient =
                        coefficient.multiply(BigInteger.valueOf(rows - wrong)).divide(BigInteger.valueOf(wrong + 1L));
                assertThat(McNemar.pValue(wrong, rows - wrong))
                        .isCloseTo(ways.doubleValue() * Math.pow(2, -rows), Percentage.withPercentage(1e-10));
            }
        }
    }

    @Test
    void copesWithMillionsOfRows() {
        assertThat(McNemar.pValue(1_000_000, 1_000_000)).isBetween(0.5, 0.5005);
        assertThat(McNemar.pValue(1_000_000, 0)).isEqualTo(1);
        assertThat(McNemar.pValue(0, 1_000_000)).isZero();
        assertThat(McNemar.pValue(497_500, 502_500)).isCloseTo(2.9e-7, within(1e-8));
    }

    @ParameterizedTest
    @CsvSource({"-1, 3", "3, -1", "2147483647, 1"})
    void rejectsCountsThatCannotBe(int championOnly, int challengerOnly) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> McNemar.pValue(championOnly, challengerOnly))
                .withMessageContaining("not %d and %d", championOnly, challengerOnly);
    }
}
