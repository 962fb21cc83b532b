package dev.lamarck.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class AshaPrunerTest {

    private final AshaPruner pruner = new AshaPruner(3);

    @Test
    void promotesNothingBeforeThereAreThree() {
        assertThat(pruner.promotable(0, List.of(table(1, 2), table()), false)).isEmpty();
    }

    @Test
    void promotesTheBestThirdBestFirst() {
        RungTable first = table(6, 2, 5, 1, 4, 3);
        List<RungTable> tables = List.of(first, table());

        assertThat(pruner.promotable(0, tables, false)).hasValue(3);
        first.promote(3);
        assertThat(pruner.promotable(0, tables, false)).hasValue(1);
        first.promote(1);
        assertThat(pruner.promotable(0, tables, false)).isEmpty();
    }

    @Test
    void promotesTheBestOfFewOnceNoMoreCome() {
        List<RungTable> tables = List.of(table(2, 1), table());

        assertThat(pruner.promotable(0, tables, true)).hasValue(1);
    }

    @Test
    void takesTheLowerIdOfEqualsAndNanLast() {
        RungTable table = table(Double.NaN, 1, 1);

        assertThat(table.bestWaiting(3)).hasValue(1);
        table.promote(1);
        assertThat(table.bestWaiting(3)).hasValue(2);
        table.close(2);
        assertThat(table.bestWaiting(3)).hasValue(0);
    }

    @Test
    void keepsATrialThatLaterOnesMayLift() {
        List<RungTable> tables = List.of(table(1, 2, 3), table());

        assertThat(pruner.decide(1, 0, tables, 6).stop()).isFalse();
        assertThat(pruner.decide(2, 0, tables, 6).stop()).isTrue();
    }

    @Test
    void saysWhyItStopsATrial() {
        List<RungTable> tables = List.of(table(1, 2, 3), table());

        PruneDecision decision = pruner.decide(2, 0, tables, 3);

        assertThat(decision).isEqualTo(new PruneDecision(true, "rank 3 in rung 1, of which at most 1 can go on"));
    }

    @Test
    void boundsAHigherRungByWhatTheOneBelowCanStillSend() {
        RungTable first = table(1, 2, 3, 4, 5, 6, 7, 8, 9);
        first.promote(0);
        first.promote(1);
        RungTable second = table(1, 2);

        assertThat(pruner.decide(1, 1, List.of(first, second, table()), 9).stop())
                .isTrue();
        assertThat(pruner.decide(0, 1, List.of(first, second, table()), 9).stop())
                .isFalse();
        assertThat(pruner.decide(1, 1, List.of(first, second, table()), 18).stop())
                .isFalse();
    }

    @Test
    void refusesAReductionThatReducesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AshaPruner(1))
                .withMessage("ASHA's reduction must be at least 2, not 1");
    }

    @Test
    void letsEveryTrialGoOnWithoutPruning() {
        NoPruner none = new NoPruner();
        List<RungTable> tables = List.of(table(3, 1, 2), table());

        assertThat(none.promotable(0, tables, false)).hasValue(1);
        assertThat(none.decide(0, 0, tables, 3).stop()).isFalse();
    }

    private static RungTable table(double... losses) {
        RungTable table = new RungTable();
        for (int trial = 0; trial < losses.length; trial++) {
            table.add(trial, losses[trial]);
        }
        return table;
    }
}
