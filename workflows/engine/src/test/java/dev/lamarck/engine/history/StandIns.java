package dev.lamarck.engine.history;

import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.DataActivities;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.ExplanationActivities;
import dev.lamarck.contract.ExportActivities;
import dev.lamarck.contract.NotificationActivities;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.RegistryActivities;
import dev.lamarck.contract.ReportActivities;
import dev.lamarck.contract.TrackingActivities;
import java.util.List;
import java.util.Map;

/** What answers in place of workers, MLflow and receivers of verdicts; all are content. */
final class StandIns {

    private StandIns() {}

    static DataSpec data() {
        return new DataSpec(
                "digits",
                1,
                "ab",
                new DataSpec.Shape(1, 8, 8),
                10,
                0.1,
                0.3,
                Map.of(DataSpec.TRAIN, 1_000, DataSpec.VALIDATION, 200, DataSpec.TEST, 200));
    }

    /** A worker of a pool, but for training. */
    static final class Models implements DataActivities, EvaluationActivities, ExportActivities, ExplanationActivities {

        @Override
        public DataSpec read(ReadRequest request) {
            return data();
        }

        @Override
        public EvaluateResult evaluate(EvaluateRequest request) {
            return new EvaluateResult(
                    request.candidates().stream()
                            .map(_ -> Map.of("test_accuracy", 0.5))
                            .toList(),
                    1);
        }

        @Override
        public MeasureResult measure(MeasureRequest request) {
            return new MeasureResult(0.94, 0.11);
        }

        @Override
        public Comparison compare(CompareRequest request) {
            Map<String, Double> metrics = Map.of("accuracy", 0.95, "recall_min_class", 0.92, "latency_ms_p95", 3.0);
            return new Comparison(10_000, 0, 200, 300, metrics, metrics);
        }

        @Override
        public ExportResult export(ExportRequest request) {
            return new ExportResult("studies/s/model/ab", "ab", 10, 0, 1);
        }

        @Override
        public Explanation explain(ExplainRequest request) {
            return new Explanation("studies/s/explanation/ab", List.of(), List.of());
        }
    }

    /** MLflow; its champion is version 3, and the next version 4. */
    static final class Mlflow implements TrackingActivities, RegistryActivities {

        @Override
        public ParentRun openStudy(PublishWorkflow.PublishRequest request) {
            return new ParentRun("1", "run-of-" + request.spec().name());
        }

        @Override
        public ParentRun openNight(OpenNightRequest request) {
            return new ParentRun("1", "run-of-" + request.night());
        }

        @Override
        public void closeNight(CloseNightRequest request) {}

        @Override
        public TrialsResult publishTrials(TrialsRequest request) {
            return new TrialsResult(new Position(request.after().segments() + 1, ""), false);
        }

        @Override
        public boolean closeStudy(CloseRequest request) {
            return true;
        }

        @Override
        public void attachReport(AttachRequest request) {}

        @Override
        public Registration register(CloseRequest request) {
            return new Registration("digits", "4", "challenger");
        }

        @Override
        public Champion champion(ModelRequest request) {
            return new Champion(new Version(
                    "3",
                    new EvaluationActivities.Packaged("studies/champion/model/cd", "made"),
                    Map.of("val_accuracy", 0.95),
                    "champion",
                    "run-of-champion"));
        }

        @Override
        public PromoteResult promote(PromoteRequest request) {
            return new PromoteResult(request.version(), true);
        }
    }

    /** The rest of what runs on an engine. */
    static final class Engine implements ReportActivities, NotificationActivities {

        @Override
        public ReportResult report(ReportRequest request) {
            return new ReportResult("studies/%s/report.html".formatted(request.study()));
        }

        @Override
        public void notify(NotifyRequest request) {}
    }
}
