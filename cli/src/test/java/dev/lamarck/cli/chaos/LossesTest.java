package dev.lamarck.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.cli.chaos.Fault.Moment;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {

    private static final int SLOTS = 2;
    private static final Moment MOMENT = new Moment(0, 0);

    @Test
    void theLatestFaultThatCanExplainALossDoes() {
        Struck worker = struck(new Fault.Kill(Target.WORKER, 0, MOMENT, 0), 1_000);
        Struck trainer = struck(new Fault.Kill(Target.TRAINER, 0, MOMENT, 0), 2_000);
        LostSlice first = lost(0, 500, 2_500);
        LostSlice second = lost(1, 600, 2_600);

        Losses losses = Losses.explain(List.of(worker, trainer), List.of(first, second), SLOTS);

        assertThat(losses.of(trainer)).containsExactly(first);
        assertThat(losses.of(worker)).containsExactly(second);
        assertThat(losses.unexplained()).isEmpty();
    }

    @Test
    void aFaultThatStruckLaterOrCannotCostASliceExplainsNothing() {
        Struck later = struck(new Fault.Kill(Target.WORKER, 0, MOMENT, 0), 3_000);
        Struck harmless = struck(new Fault.Kill(Target.MLFLOW, 0, MOMENT, 0), 1_000);
        LostSlice lost = lost(0, 500, 2_500);

        Losses losses = Losses.explain(List.of(later, harmless), List.of(lost), SLOTS);

        assertThat(losses.explained()).isEmpty();
        assertThat(losses.unexplained()).containsExactly(lost);
    }

    @Test
    void aFaultExplainsNoMoreThanItPutsAtRisk() {
        Struck trainer = struck(new Fault.Kill(Target.TRAINER, 0, MOMENT, 0), 1_000);
        LostSlice first = lost(0, 500, 2_500);
        LostSlice second = lost(1, 600, 2_600);

        Losses losses = Losses.explain(List.of(trainer), List.of(second, first), SLOTS);

        assertThat(losses.of(trainer)).containsExactly(first);
        assertThat(losses.unexplained()).containsExactly(second);
    }

    @Test
    void aSilentLossIsThatOfWhatSilences() {
        Struck temporal = struck(new Fault.Stop(Target.TEMPORAL, 0, MOMENT, 20_000), 1_000);
        Struck trainer = struck(new Fault.Kill(Target.TRAINER, 0, MOMENT, 0), 2_000);
        LostSlice silent = new LostSlice("study", 0, 1, 500, 22_000, 21.5, true);

        Losses losses = Losses.explain(List.of(temporal, trainer), List.of(silent), SLOTS);

        assertThat(losses.of(temporal)).containsExactly(silent);
    }

    private static Struck struck(Fault fault, long millis) {
        return new Struck(fault, millis, millis);
    }

    private static LostSlice lost(int trial, long from, long to) {
        return new LostSlice("study", trial, 1, from, to, (to - from) / 1000.0, false);
    }
}
