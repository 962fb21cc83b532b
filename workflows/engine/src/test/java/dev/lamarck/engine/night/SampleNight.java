package dev.lamarck.engine.night;

import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.ExportActivities.ExportResult;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.NightlySpec.Notification;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyStatus;
import java.util.List;
import java.util.Map;

/** A small nightly selection and what its nights may find. */
final class SampleNight {

    static final SearchSpace SPACE = SearchSpace.of(List.of(new IntParameter("units", 1, 64, false, null, null)));

    private static final Map<String, Double> GOOD =
            Map.of("accuracy", 0.95, "recall_min_class", 0.92, "latency_ms_p95", 3.0);

    private SampleNight() {}

    static NightlySpec spec(String name, Notification... notifications) {
        return new NightlySpec(
                name,
                study(),
                new DataSource("digits", null, List.of("/data"), null, 1),
                new NightlySpec.Timing("0 2 * * *", "Europe/Berlin", 0, "skip", 3600, true),
                GateSpec.standard(),
                List.of(notifications));
    }

    static StudySpec study() {
        return new StudySpec(
                "digits",
                TrainerSpec.preset("mlp"),
                data("made", 1_000),
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                SPACE,
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(List.of(1, 3), 3),
                Limits.ofTrials(9),
                2,
                StudySpec.Execution.in("cpu"),
                new FailureRules(3, FailureRules.OutOfMemory.HALVE_BATCH, 3),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(3, 2),
                "digits-model",
                List.of(),
                List.of(),
                null);
    }

    static DataSpec data(String fingerprint, int rows) {
        return new DataSpec(
                "digits",
                1,
                fingerprint,
                new DataSpec.Shape(1, 8, 8),
                10,
                0.1,
                0.3,
                Map.of(DataSpec.TRAIN, rows, DataSpec.VALIDATION, rows / 5, DataSpec.TEST, rows / 5));
    }

    static StudyResult completed() {
        return new StudyResult(StudyStatus.COMPLETED, Map.of("COMPLETED", 9), winner(units(32)), null);
    }

    static StudyResult failed(String message) {
        return new StudyResult(StudyStatus.FAILED, Map.of("FAILED", 9), null, message);
    }

    static WinnerResult winner(Configuration configuration) {
        return new WinnerResult(
                4,
                configuration,
                "winner-4-1",
                Map.of("val_accuracy", 0.97),
                List.of(),
                new WinnerResult.Interval(0.97, 0.01),
                List.of(),
                1,
                new ExportResult("studies/challenger/model/ab", "ab", 10, 1e-6, 1),
                null,
                null);
    }

    static Configuration units(int units) {
        return new Configuration(Map.of("units", units));
    }

    /** 10 000 rows of which the challenger alone has 300 right, and the champion alone 200. */
    static Comparison better() {
        return new Comparison(10_000, 0, 200, 300, GOOD, GOOD);
    }

    static Comparison equal() {
        return new Comparison(10_000, 0, 250, 250, GOOD, GOOD);
    }

    static Comparison betterButSlow() {
        return new Comparison(10_000, 0, 200, 300, GOOD, Map.of("recall_min_class", 0.92, "latency_ms_p95", 50.0));
    }
}
