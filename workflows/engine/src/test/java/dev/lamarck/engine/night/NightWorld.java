package dev.lamarck.engine.night;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.DataActivities;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.NightActivities;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySelectionWorkflow;
import dev.lamarck.contract.NightlySelectionWorkflow.NightRequest;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.NotificationActivities;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.RegistryActivities;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TrackingActivities;
import dev.lamarck.search.study.Trial;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A server with skipped time, the night's workflows and its real decisions and records on it, and stand-ins for what needs
 * workers and MLflow. What they answer is set by the fields; what they are asked is in the lists.
 */
final class NightWorld implements AutoCloseable {

    Supplier<DataSpec> data;
    Supplier<RegistryActivities.Champion> champion;
    Supplier<EvaluationActivities.MeasureResult> measured;
    Supplier<StudyResult> study;
    Supplier<Comparison> comparison;
    String championAtPromotion;
    Runnable receiver;

    final BlockingQueue<StudyRequest> studies = new LinkedBlockingQueue<>();
    final List<EvaluationActivities.MeasureRequest> measurements = new CopyOnWriteArrayList<>();
    final List<EvaluationActivities.CompareRequest> comparisons = new CopyOnWriteArrayList<>();
    final List<TrackingActivities.CloseRequest> registered = new CopyOnWriteArrayList<>();
    final List<RegistryActivities.PromoteRequest> promotions = new CopyOnWriteArrayList<>();
    final List<TrackingActivities.OpenNightRequest> opened = new CopyOnWriteArrayList<>();
    final List<TrackingActivities.CloseNightRequest> closed = new CopyOnWriteArrayList<>();
    private final List<NotificationActivities.NotifyRequest> told = new CopyOnWriteArrayList<>();

    private NightActivities decisions;
    private int selections;

    final TestWorkflowEnvironment server = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                    .setDataConverter(Payloads.converter())
                    .build())
            .build());

    NightWorld() {
        Worker engine = server.newWorker(Names.ENGINE_QUEUE);
        engine.registerWorkflowImplementationTypes(NightlySelectionWorkflowImpl.class, NotificationWorkflowImpl.class);
        engine.registerWorkflowImplementationFactory(StudyWorkflow.class, Study::new);
        engine.registerActivitiesImplementations(new Decisions(), new Receiver());
        server.newWorker(Names.TRACKING_QUEUE).registerActivitiesImplementations(new Registry(), new Tracking());
        server.newWorker(Names.poolQueue("cpu")).registerActivitiesImplementations(new Data(), new Evaluation());
        server.start();
    }

    /** As on a day when nothing is wrong and the challenger is no better; with an empty record, in this store. */
    void begin(ArtifactStore store) {
        decisions = new NightActivitiesImpl(store, new SimpleMeterRegistry());
        data = () -> SampleNight.data("fresh", 1_000);
        champion = () -> champion("3");
        measured = () -> new EvaluationActivities.MeasureResult(0.94, 0.11);
        study = SampleNight::completed;
        comparison = SampleNight::equal;
        championAtPromotion = "3";
        receiver = () -> {};
        Stream.of(studies, measurements, comparisons, registered, promotions, opened, closed, told)
                .forEach(Collection::clear);
        // Nights are named after the second in which they begin; several tests may pass in one.
        selections++;
    }

    /** What was told of one night; another one's receiver may still be down. */
    List<NotificationActivities.NotifyRequest> told(NightDocument document) {
        return told.stream()
                .filter(request -> request.document().night().equals(document.night()))
                .toList();
    }

    /** A night that is about to begin. */
    NightlySelectionWorkflow night() {
        return server.getWorkflowClient()
                .newWorkflowStub(
                        NightlySelectionWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(Names.nightWorkflow(nightly()))
                                .setTaskQueue(Names.ENGINE_QUEUE)
                                .build());
    }

    /** The name of the selection, another one for each test. */
    String nightly() {
        return "digits-" + selections;
    }

    NightRequest request(NightlySpec.Notification... notifications) {
        return new NightRequest(SampleNight.spec(nightly(), notifications), "job-digest");
    }

    static RegistryActivities.Champion champion(String version) {
        return new RegistryActivities.Champion(new RegistryActivities.Version(
                version,
                new EvaluationActivities.Packaged("studies/champion/model/cd", "made"),
                Map.of("val_accuracy", 0.95),
                "champion",
                "run-of-champion"));
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Study implements StudyWorkflow {

        @Override
        public StudyResult run(StudyRequest request) {
            studies.add(request);
            return study.get();
        }

        @Override
        public StudyCommand.CommandResult command(StudyCommand command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void validateCommand(StudyCommand command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StudySummary summary() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Trial> live(int page) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Decisions implements NightActivities {

        @Override
        public WarmStart warmStart(WarmStartRequest request) {
            return decisions.warmStart(request);
        }

        @Override
        public Judgement judge(JudgeRequest request) {
            return decisions.judge(request);
        }

        @Override
        public void keep(NightDocument document) {
            decisions.keep(document);
        }
    }

    private final class Data implements DataActivities {

        @Override
        public DataSpec read(ReadRequest request) {
            return data.get();
        }
    }

    private final class Evaluation implements EvaluationActivities {

        @Override
        public EvaluateResult evaluate(EvaluateRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MeasureResult measure(MeasureRequest request) {
            measurements.add(request);
            return measured.get();
        }

        @Override
        public Comparison compare(CompareRequest request) {
            comparisons.add(request);
            return comparison.get();
        }
    }

    private final class Registry implements RegistryActivities {

        @Override
        public Registration register(TrackingActivities.CloseRequest request) {
            registered.add(request);
            return new Registration("digits-model", "4", "challenger");
        }

        @Override
        public Champion champion(ModelRequest request) {
            return champion.get();
        }

        @Override
        public PromoteResult promote(PromoteRequest request) {
            promotions.add(request);
            boolean unchanged = championAtPromotion.equals(request.expected() == null ? "" : request.expected());
            return new PromoteResult(unchanged ? request.version() : championAtPromotion, unchanged);
        }
    }

    private final class Tracking implements TrackingActivities {

        @Override
        public ParentRun openNight(OpenNightRequest request) {
            opened.add(request);
            return new ParentRun("1", "run-of-" + request.night());
        }

        @Override
        public void closeNight(CloseNightRequest request) {
            closed.add(request);
        }

        @Override
        public ParentRun openStudy(PublishWorkflow.PublishRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TrialsResult publishTrials(TrialsRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean closeStudy(CloseRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void attachReport(AttachRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Receiver implements NotificationActivities {

        @Override
        public void notify(NotifyRequest request) {
            told.add(request);
            receiver.run();
        }
    }
}
