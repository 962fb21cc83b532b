package dev.lamarck.ledger;

import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A study of rungs at 1, 3 and 9 epochs over a parameter x that matters and a parameter y that does not. */
final class SampleStudy {

    private SampleStudy() {}

    static StudySpec maximising(String... explain) {
        return spec(new Objective("val_accuracy", Objective.Goal.MAXIMIZE), explain);
    }

    static StudySpec minimising(String... explain) {
        return spec(new Objective("val_loss", Objective.Goal.MINIMIZE), explain);
    }

    static Trial trial(int id, TrialState state, int step, Map<String, Double> metrics) {
        return trial(id, id / 100.0, state, step, metrics, null);
    }

    static Trial trial(
            int id,
            double x,
            TrialState state,
            int step,
            Map<String, Double> metrics,
            Trial.@Nullable Outcome outcome) {
        Configuration configuration = new Configuration(Map.of("x", x, "y", (id * 37 % 100) / 100.0));
        return new Trial(
                id,
                new Suggestion(configuration, "crossover", List.of(1, 2)),
                state,
                new Trial.Progress(0, 0, step, 1, 0, null),
                metrics,
                new Trial.Period(1, 2),
                outcome);
    }

    private static StudySpec spec(Objective objective, String... explain) {
        return new StudySpec(
                "digits",
                TrainerSpec.preset("mlp"),
                new DataSpec("digits", 1, "ab", new DataSpec.Shape(1, 8, 8), 10, 0.1, 0.3, Map.of()),
                objective,
                SearchSpace.of(List.of(
                        new FloatParameter("x", 0, 1, false, null, null),
                        new FloatParameter("y", 0, 1, false, null, null))),
                new StudySpec.Sampler("genetic", 1),
                new StudySpec.Pruner(List.of(1, 3, 9), 3),
                Limits.ofTrials(100),
                2,
                StudySpec.Execution.in("cpu"),
                new FailureRules(3, FailureRules.OutOfMemory.HALVE_BATCH, 30),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(3, 3),
                "digits",
                List.of(explain),
                List.of(),
                null);
    }

    /** A record that tells of a trial. */
    static LedgerRecord told(Trial trial) {
        return told(trial, List.of());
    }

    static LedgerRecord told(Trial trial, List<String> slices) {
        return new LedgerRecord(
                trial.id(),
                new StudyEvent.Suggested(trial.id(), trial.suggestion(), 1),
                List.of(new TrialRecord(trial, slices)));
    }
}
