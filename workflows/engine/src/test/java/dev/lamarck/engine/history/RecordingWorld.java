package dev.lamarck.engine.history;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.engine.night.NightActivitiesImpl;
import dev.lamarck.engine.study.LedgerActivitiesImpl;
import dev.lamarck.engine.study.SamplerActivitiesImpl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.activity.Activity;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A real Temporal server of its own, all workflows as they are, and stand-ins for what they call. */
final class RecordingWorld implements AutoCloseable {

    /** How a slice ends; a slice of which this says null is held until it is asked to yield, or let go. */
    volatile Function<Member, MemberResult> training = RecordingWorld::measured;

    /** Counts down when a slice is held. */
    volatile CountDownLatch held = new CountDownLatch(1);

    private volatile boolean letGo;
    private final TestWorkflowEnvironment server;

    /**
     * A server.
     *
     * @param temporal path of the program
     * @param longHistory from how many events on the server suggests to continue as new
     */
    RecordingWorld(String temporal, ArtifactStore store, int longHistory) {
        server = TestWorkflowEnvironment.startLocal(
                Histories.environment(),
                TemporalDevServerOptions.newBuilder()
                        .setExistingPath(temporal)
                        .setIp("127.0.0.1")
                        .setUiEnabled(false)
                        .setLogLevel("error")
                        .setExtraArgs(
                                "--dynamic-config-value",
                                "limit.historyCount.suggestContinueAsNew=%d".formatted(longHistory))
                        .build());
        Worker engine = server.newWorker(Names.ENGINE_QUEUE);
        engine.registerWorkflowImplementationTypes(Histories.WORKFLOWS);
        engine.registerActivitiesImplementations(
                new SamplerActivitiesImpl(),
                new LedgerActivitiesImpl(store, server.getWorkflowClient(), new SimpleMeterRegistry()),
                new NightActivitiesImpl(store, new SimpleMeterRegistry()),
                new StandIns.Engine());
        Worker tracking = server.newWorker(Names.TRACKING_QUEUE);
        tracking.registerWorkflowImplementationTypes(Histories.WORKFLOWS);
        tracking.registerActivitiesImplementations(new StandIns.Mlflow());
        server.newWorker(
                        Names.poolQueue("cpu"),
                        WorkerOptions.newBuilder()
                                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(10))
                                .build())
                .registerActivitiesImplementations(new Training(), new StandIns.Models());
        server.start();
    }

    /** The accuracy is the larger, the more units. */
    static MemberResult measured(Member member) {
        Number units = (Number) member.configuration().values().get("units");
        return trained(member, SliceEnd.DONE, member.to(), Map.of("val_accuracy", units.doubleValue() / 100));
    }

    static MemberResult yielded(Member member, int step) {
        return trained(member, SliceEnd.YIELDED, step, Map.of());
    }

    private static MemberResult trained(Member member, SliceEnd end, int step, Map<String, Double> metrics) {
        String folder = "studies/s/trials/%s/%d".formatted(member.trial(), member.dispatch());
        return MemberResult.trained(end, step, metrics, folder, 8, "worker", 1_000);
    }

    StudyWorkflow begin(StudySpec spec) {
        StudyWorkflow study = stub(StudyWorkflow.class, Names.studyWorkflow(spec.name()));
        WorkflowClient.start(study::run, new StudyRequest(spec, "digest"));
        return study;
    }

    <T> T stub(Class<T> type, String id) {
        return server.getWorkflowClient()
                .newWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(Names.ENGINE_QUEUE)
                                .build());
    }

    /** What is held ends its rung, and nothing is held any more. */
    void letGo() {
        letGo = true;
    }

    /** Waits for the end of a workflow, all its runs included. */
    void await(String id) {
        WorkflowStub workflow = server.getWorkflowClient().newUntypedWorkflowStub(id);
        workflow.getResult(Object.class);
    }

    /** Writes the history of a workflow's last run. */
    void record(String shape, String id) throws IOException {
        Histories.write(shape, server.getWorkflowClient().fetchHistory(id));
    }

    /** Writes the histories of a workflow's first runs, one a shape. */
    void record(List<String> shapes, WorkflowExecution first) throws IOException {
        String run = first.getRunId();
        for (String shape : shapes) {
            WorkflowExecutionHistory history = server.getWorkflowClient().fetchHistory(first.getWorkflowId(), run);
            Histories.write(shape, history);
            run = history.getLastEvent()
                    .getWorkflowExecutionContinuedAsNewEventAttributes()
                    .getNewExecutionRunId();
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Training implements TrainingActivities {

        @Override
        public TrainResult train(TrainRequest request) {
            Member member = request.members().getFirst();
            MemberResult result = training.apply(member);
            return new TrainResult(List.of(result == null ? hold(member) : result));
        }

        /** As a worker does: hears of a request to yield by a heartbeat and leaves a checkpoint. */
        private MemberResult hold(Member member) {
            held.countDown();
            while (!letGo) {
                try {
                    Activity.getExecutionContext().heartbeat(null);
                } catch (ActivityCompletionException e) {
                    return yielded(member, member.after() + 1);
                }
                LockSupport.parkNanos(5_000_000);
            }
            return measured(member);
        }
    }
}
