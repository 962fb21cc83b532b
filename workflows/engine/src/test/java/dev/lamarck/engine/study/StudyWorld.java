package dev.lamarck.engine.study;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.ExplanationActivities;
import dev.lamarck.contract.ExportActivities;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyInvariants;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.Trial;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A server with skipped time, a study's workflows, its real samplers and ledger on it, and stand-ins for what needs workers
 * and MLflow. A trial has so many per cent of accuracy as it has units, unless {@link #training} is set.
 */
final class StudyWorld implements AutoCloseable {

    private static final SearchSpace SPACE =
            SearchSpace.of(List.of(new IntParameter("units", 1, 64, false, null, null)));

    private static final SearchSpace LARGE_SPACE =
            SearchSpace.of(List.of(new IntParameter("units", 1, 1_000_000, false, null, null)));

    Function<TrainingActivities.Member, TrainingActivities.MemberResult> training = StudyWorld::measured;
    Function<ExplanationActivities.ExplainRequest, Explanation> explaining =
            _ -> new Explanation("studies/s/explanation/ab", List.of(), List.of());

    final List<ExplanationActivities.ExplainRequest> explained = new CopyOnWriteArrayList<>();

    private final Map<String, StudySpec> studies = new ConcurrentHashMap<>();
    private final Ledger ledger;
    private final TestWorkflowEnvironment server =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(Payloads.converter())
                            .build())
                    .build());

    StudyWorld(ArtifactStore store) {
        ledger = new Ledger(store);
        Worker engine = server.newWorker(Names.ENGINE_QUEUE);
        engine.registerWorkflowImplementationTypes(StudyWorkflowImpl.class, WinnerWorkflowImpl.class);
        engine.registerActivitiesImplementations(
                new SamplerActivitiesImpl(),
                new LedgerActivitiesImpl(store, server.getWorkflowClient(), new SimpleMeterRegistry()));
        server.newWorker(Names.TRACKING_QUEUE).registerWorkflowImplementationTypes(Publisher.class);
        Worker pool = server.newWorker(
                Names.poolQueue("cpu"),
                WorkerOptions.newBuilder()
                        .setMaxHeartbeatThrottleInterval(Duration.ofMillis(10))
                        .build());
        pool.registerActivitiesImplementations(new Training(), new Models());
        server.start();
    }

    /** A study of trials of three epochs, one at a time, whose best is taken as it is. */
    static StudySpec spec(String name, int trials, long wallClockSeconds, List<Configuration> warmStart) {
        StudySpec.Execution execution = StudySpec.Execution.in("cpu");
        return spec(name, new Limits(trials, wallClockSeconds, 0), 1, 0, execution, warmStart);
    }

    /** A study of ASHA with rungs of 1, 3 and 9 epochs. */
    static StudySpec asha(String name, int trials, int parallel, boolean deterministic) {
        return spec(
                name,
                Limits.ofTrials(trials),
                parallel,
                3,
                new StudySpec.Execution("cpu", 600, 90, deterministic, 1),
                List.of());
    }

    /** The same with another sampler. */
    static StudySpec withSampler(StudySpec of, String name) {
        return new StudySpec(
                of.name(),
                of.trainer(),
                of.data(),
                of.objective(),
                of.space(),
                new StudySpec.Sampler(name, 7),
                of.pruner(),
                of.budget(),
                of.parallel(),
                of.execution(),
                of.failures(),
                of.checkpoints(),
                of.winner(),
                of.model(),
                of.explain(),
                of.warmStart(),
                of.nightly());
    }

    private static StudySpec spec(
            String name,
            Limits budget,
            int parallel,
            int reduction,
            StudySpec.Execution execution,
            List<Configuration> warmStart) {
        return new StudySpec(
                name,
                TrainerSpec.preset("mlp"),
                new DataSpec("digits", 1, "ab", new DataSpec.Shape(1, 8, 8), 10, 0.1, 0.3, Map.of()),
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                reduction == 0 ? SPACE : LARGE_SPACE,
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(reduction == 0 ? List.of(3) : List.of(1, 3, 9), reduction),
                budget,
                parallel,
                execution,
                new FailureRules(1_000, FailureRules.OutOfMemory.HALVE_BATCH, 3),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(1, 0),
                name,
                List.of("importance", "occlusion"),
                warmStart,
                null);
    }

    static Configuration units(int units) {
        return new Configuration(Map.of("units", units));
    }

    static TrainingActivities.MemberResult measured(TrainingActivities.Member member) {
        Number units = (Number) member.configuration().values().get("units");
        return result(TrainingActivities.SliceEnd.DONE, member.to(), Map.of("val_accuracy", units.doubleValue() / 100));
    }

    static TrainingActivities.MemberResult yielded(int step) {
        return result(TrainingActivities.SliceEnd.YIELDED, step, Map.of());
    }

    static TrainingActivities.MemberResult lost() {
        return TrainingActivities.MemberResult.failed(0, FailureClass.INFRASTRUCTURE, "gone", null, "worker", 1_000);
    }

    private static TrainingActivities.MemberResult result(
            TrainingActivities.SliceEnd end, int step, Map<String, Double> metrics) {
        return TrainingActivities.MemberResult.trained(end, step, metrics, "studies/s/trials/ab", 8, "worker", 1_000);
    }

    /** A study that has begun. */
    StudyWorkflow begin(StudySpec spec) {
        StudyWorkflow study = study(spec);
        WorkflowClient.start(study::run, new StudyRequest(spec, "digest"));
        return study;
    }

    StudyWorkflow study(StudySpec spec) {
        studies.put(spec.name(), spec);
        return server.getWorkflowClient()
                .newWorkflowStub(
                        StudyWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(Names.studyWorkflow(spec.name()))
                                .setTaskQueue(Names.ENGINE_QUEUE)
                                .build());
    }

    /** Runs a study to its end. */
    StudyDocument run(StudySpec spec) {
        study(spec).run(new StudyRequest(spec, "digest"));
        return document(spec);
    }

    StudyDocument document(StudySpec spec) {
        return ledger.document(spec.name()).orElseThrow();
    }

    /** Everything that happened to a study. */
    List<StudyEvent> events(StudySpec spec) {
        return ledger.segments(spec.name()).stream()
                .flatMap(key -> ledger.records(key).stream())
                .map(LedgerRecord::event)
                .toList();
    }

    /** How often a study asked its sampler. */
    long questions(StudySpec spec) {
        return server.getWorkflowClient().fetchHistory(Names.studyWorkflow(spec.name())).getEvents().stream()
                .filter(event -> event.getMarkerRecordedEventAttributes()
                        .getDetailsOrDefault("type", io.temporal.api.common.v1.Payloads.getDefaultInstance())
                        .toString()
                        .contains("Suggest"))
                .count();
    }

    /** The trials as they ended, by id. */
    List<Trial> trials(StudySpec spec) {
        return ledger.trials(spec.name()).values().stream()
                .map(TrialRecord::trial)
                .toList();
    }

    /** All that has happened to each study so far could happen, and left it as it must be. */
    void keepsInvariants() {
        for (StudySpec spec : studies.values()) {
            StudyInvariants.replay(new StudyState(spec.rules(), spec.space()), events(spec));
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Training implements TrainingActivities {

        @Override
        public TrainResult train(TrainRequest request) {
            return new TrainResult(List.of(training.apply(request.members().getFirst())));
        }
    }

    private final class Models implements EvaluationActivities, ExportActivities, ExplanationActivities {

        @Override
        public EvaluateResult evaluate(EvaluateRequest request) {
            return new EvaluateResult(
                    request.candidates().stream()
                            .map(_ -> Map.of("test_accuracy", 0.5))
                            .toList(),
                    1);
        }

        @Override
        public ExportResult export(ExportRequest request) {
            return new ExportResult("studies/s/model/ab", "ab", 10, 0, 1);
        }

        @Override
        public Explanation explain(ExplainRequest request) {
            explained.add(request);
            return explaining.apply(request);
        }

        @Override
        public MeasureResult measure(MeasureRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Comparison compare(CompareRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    /** Waits for the end of its study. */
    public static final class Publisher implements PublishWorkflow {

        private int segments;
        private boolean done;

        @Override
        public PublishStatus publish(PublishRequest request) {
            Workflow.await(() -> done);
            return status();
        }

        @Override
        public void segment(Segment segment) {
            segments++;
        }

        @Override
        public void republish() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void ended(StudyEnd end) {
            done = true;
        }

        @Override
        public PublishStatus status() {
            return new PublishStatus(null, null, null, segments, done);
        }
    }
}
