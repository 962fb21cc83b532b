package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussLegendreTest {

    @Test
    void knowsTheRuleOfTwoPoints() {
        GaussLegendre rule = GaussLegendre.of(2);

        assertThat(rule.nodes())
                .containsExactly(new double[] {0.5 - Math.sqrt(3) / 6, 0.5 + Math.sqrt(3) / 6}, within(1e-15));
        assertThat(rule.weights()).containsExactly(new double[] {0.5, 0.5}, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 50, 101, 1_600})
    void isExactForPolynomials(int points) {
        GaussLegendre rule = GaussLegendre.of(points);

        for (int degree : new int[] {0, 1, Math.min(5, 2 * points - 1), 2 * points - 1}) {
            double sum = 0;
            for (int i = 0; i < points; i++) {
                sum += rule.weights()[i] * Math.pow(rule.nodes()[i], degree);
            }
            assertThat(sum).isCloseTo(1.0 / (degree + 1), within(1e-13));
        }
        assertThat(rule.nodes()).isSorted();
        assertThat(Arrays.stream(rule.weights()).min().orElseThrow()).isPositive();
    }
}
