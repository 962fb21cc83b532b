package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.contract.TrainingActivities.TrainResult;
import dev.lamarck.search.space.Configuration;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole worker against a Temporal server in memory. */
class WorkerProcessTest {

    private static final String QUEUE = "test-workflows";

    @TempDir
    private Path folder;

    private TestServer.PortBoundTestServer server;
    private TemporalConnection connection;
    private WorkerFactory factory;
    private WorkerProcess worker;

    /** Trains one slice. */
    @WorkflowInterface
    public interface OneSlice {

        @WorkflowMethod
        TrainResult train(TrainRequest request);

        @SignalMethod
        void cancelSlice();
    }

    public static final class OneSliceImpl implements OneSlice {

        private CancellationScope slice = Workflow.newCancellationScope(() -> {});

        @Override
        public TrainResult train(TrainRequest request) {
            TrainingActivities training = Workflow.newActivityStub(
                    TrainingActivities.class,
                    ActivityOptions.newBuilder()
                            .setTaskQueue(Names.poolQueue("test"))
                            .setStartToCloseTimeout(Duration.ofMinutes(10))
                            .setHeartbeatTimeout(Duration.ofSeconds(20))
                            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                            .setRetryOptions(RetryOptions.newBuilder()
                                    .setMaximumAttempts(1)
                                    .build())
                            .build());
            AtomicReference<Promise<TrainResult>> result = new AtomicReference<>();
            slice = Workflow.newCancellationScope(() -> result.set(Async.function(training::train, request)));
            slice.run();
            return result.get().get();
        }

        @Override
        public void cancelSlice() {
            slice.cancel();
        }
    }

    @BeforeEach
    void start() throws Exception {
        int port = freePort();
        server = TestServer.createPortBoundServer(port);
        String address = "127.0.0.1:" + port;
        worker = WorkerProcess.start(new WorkerSettings(
                address,
                "test",
                64,
                1,
                folder,
                folder.resolve("artifacts").toUri(),
                0,
                CommandSettings.of(Map.of("PATH", System.getenv("PATH")), List.of("sleep 600"), List.of())));
        connection = TemporalConnection.open(address, "test");
        factory = WorkerFactory.newInstance(connection.client());
        factory.newWorker(QUEUE).registerWorkflowImplementationTypes(OneSliceImpl.class);
        factory.start();
    }

    @AfterEach
    void end() throws Exception {
        worker.close();
        factory.shutdownNow();
        connection.close();
        server.close();
        assertThat(Leftovers.of(folder).find()).isEmpty();
    }

    @Test
    void startsNoMoreTrainersThanProcessors() {
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(Leftovers.of(folder).find()::contains))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void aDrainedWorkerReturnsWhatItHasAndTakesNoMore() throws Exception {
        WorkflowStub slice = begin(TrainerSpec.preset(TrainerSpec.NOOP), Map.of("seconds", 0.2), 10_000);
        Fixtures.await("a slot in use", () -> worker.busy() == 1);
        // Longer than a step, so that there is something to return.
        Thread.sleep(1_000);

        worker.close();

        MemberResult result = slice.getResult(TrainResult.class).members().getFirst();
        assertThat(result.end()).isEqualTo(SliceEnd.YIELDED);
        assertThat(result.step()).isPositive();
        assertThat(result.checkpoint()).isNotNull();
    }

    @Test
    void aCancelledCommandThatCannotYieldIsGoneWhenTheSliceReturns() throws Exception {
        WorkflowStub slice = begin(TrainerSpec.command(List.of("sleep", "600"), null, false), Map.of(), 1);
        Fixtures.await(
                "the command",
                () -> Leftovers.of(folder).find().stream()
                        .anyMatch(process ->
                                process.info().commandLine().orElse("").contains("sleep 600")));

        slice.signal("cancelSlice");

        MemberResult result = slice.getResult(TrainResult.class).members().getFirst();
        assertThat(result.end()).isEqualTo(SliceEnd.RETURNED);
        assertThat(result.message()).contains("slot was wanted");
        assertThat(Leftovers.of(folder).find().stream()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains("sleep 600")))
                .isEmpty();
    }

    private WorkflowStub begin(TrainerSpec trainer, Map<String, Object> parameters, int to) {
        WorkflowClient client = connection.client();
        WorkflowStub stub = client.newUntypedWorkflowStub(
                "OneSlice", WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build());
        Member member = new Member("4", new Configuration(parameters), 1, 0, 0, 1, 0, to, null);
        stub.start(new TrainRequest("s", trainer, DataSpec.own(), List.of(member), 600, 90, List.of()));
        return stub;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
