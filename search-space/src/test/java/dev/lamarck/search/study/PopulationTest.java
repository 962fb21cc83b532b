package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.space.Configuration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PopulationTest {

    private final Population population = new Population();

    @Test
    void knowsNothingAtFirst() {
        assertThat(population.members()).isEmpty();
        assertThat(population.best()).isNull();
        assertThat(population.top(3)).isEmpty();
    }

    @Test
    void forgetsOldTrialsButNotTheBest() {
        for (int trial = 0; trial < 200; trial++) {
            population.tell(scored(trial, 0, trial));
        }

        assertThat(population.members()).hasSize(Population.RECENT + Population.ELITE);
        assertThat(population.members())
                .extracting(Scored::trial)
                .contains(0, 9, 150, 199)
                .doesNotContain(10, 149)
                .isSorted();
        assertThat(population.best()).isEqualTo(scored(0, 0, 0));
    }

    @Test
    void replacesWhatItKnewOfATrial() {
        population.tell(scored(1, 0, 5));
        population.tell(scored(1, 1, 7));

        assertThat(population.members()).containsExactly(scored(1, 1, 7));
        assertThat(population.best()).isEqualTo(scored(1, 1, 7));
    }

    @Test
    void prefersTheHigherRungToTheBetterValue() {
        population.tell(scored(1, 0, 0.1));
        population.tell(scored(2, 1, 0.9));

        assertThat(population.best()).isEqualTo(scored(2, 1, 0.9));
        assertThat(population.top(5)).containsExactly(scored(2, 1, 0.9));
    }

    @Test
    void takesTheLowerIdOfEquals() {
        population.tell(scored(2, 0, 1));
        population.tell(scored(1, 0, 1));

        assertThat(population.top(1)).containsExactly(scored(1, 0, 1));
    }

    @Test
    void neverCallsAFailedTrialTheBest() {
        population.tell(scored(1, -1, Double.POSITIVE_INFINITY));
        population.tell(scored(2, 0, Double.NaN));

        assertThat(population.best()).isNull();
        assertThat(population.members()).hasSize(2);
    }

    @Test
    void dropsATrialFromTheBestThatFailsLater() {
        population.tell(scored(1, 0, 1));
        population.tell(scored(1, 0, Double.POSITIVE_INFINITY));

        assertThat(population.best()).isNull();
        assertThat(population.members()).containsExactly(scored(1, 0, Double.POSITIVE_INFINITY));
    }

    private static Scored scored(int trial, int rung, double loss) {
        return new Scored(trial, new Configuration(Map.of("a", trial)), rung, loss);
    }
}
