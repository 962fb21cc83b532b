package dev.lamarck.search.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParzenTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1, 0.8413447460685429",
        "-1.96, 0.024997895148220435",
        "3, 0.9986501019683699",
        "-6, 9.865876450376946e-10",
        "-9, 0",
        "9, 1"
    })
    void knowsTheNormalDistribution(double x, double expected) {
        assertThat(Parzen.normal(x)).isCloseTo(expected, within(1e-14));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isADistribution(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] counts = random.ints(2 + random.nextInt(49), 0, 4).toArray();
        counts[0]++;

        double[] density = Parzen.density(counts);

        assertThat(Arrays.stream(density).sum()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(density).min().orElseThrow()).isPositive();
    }

    @Test
    void peaksWhereObservationsAre() {
        int[] counts = new int[50];
        counts[30] = 200;

        assertThat(Parzen.density(counts)[30]).isGreaterThan(0.85);
    }

    @Test
    void isNearlyFlatAfterOneObservationAtEachPoint() {
        int[] counts = new int[20];
        Arrays.fill(counts, 1);

        double[] density = Parzen.density(counts);

        assertThat(Arrays.stream(density).min().orElseThrow()).isGreaterThan(0.03);
        assertThat(Arrays.stream(density).max().orElseThrow()).isLessThan(0.07);
    }
}
