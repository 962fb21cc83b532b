import com.google.common.base.Preconditions;
import dev.lamarck.contract.TemporalConnection;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The least that durable work can cost: activities that do nothing, kept in flight by a workflow that does nothing else, on
 * the same server and with the same options as Lamarck's engine and worker. The other side of durable.py, which starts it
 * twice: {@code engine ADDRESS} runs workflows, {@code worker ADDRESS SLOTS} runs activities.
 */
final class RawActivities {

    private static final String WORKFLOWS = "raw-workflows";
    private static final String ACTIVITIES = "raw-activities";

    /** When Lamarck's studies continue in a new run too. */
    private static final long MANY_EVENTS = 10_000;

    private RawActivities() {}

    @ActivityInterface
    public interface Nothing {

        @ActivityMethod
        int nothing(int number);
    }

    @WorkflowInterface
    public interface Raw {

        /** Has so many activities run, so many of them at a time. */
        @WorkflowMethod
        void raw(int count, int parallel);
    }

    public static final class NothingImpl implements Nothing {

        @Override
        public int nothing(int number) {
            return number;
        }
    }

    public static final class RawImpl implements Raw {

        private final Nothing activities = Workflow.newActivityStub(
                Nothing.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(ACTIVITIES)
                        .setStartToCloseTimeout(Duration.ofMinutes(20))
                        .setHeartbeatTimeout(Duration.ofSeconds(20))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
        private int inFlight;

        @Override
        public void raw(int count, int parallel) {
            int started = 0;
            while (started < count && Workflow.getInfo().getHistoryLength() <= MANY_EVENTS) {
                Workflow.await(() -> inFlight < parallel);
                start(started++);
            }
            Workflow.await(() -> inFlight == 0);
            if (started < count) {
                Workflow.continueAsNew(count - started, parallel);
            }
        }

        private void start(int number) {
            inFlight++;
            Async.function(activities::nothing, number).thenApply(result -> {
                Preconditions.checkState(result == number);
                inFlight--;
                return null;
            });
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (TemporalConnection connection = TemporalConnection.open(arguments[1], "raw-" + arguments[0])) {
            WorkerFactory factory = WorkerFactory.newInstance(
                    connection.client(),
                    WorkerFactoryOptions.newBuilder()
                            .setUsingVirtualWorkflowThreads(true)
                            .build());
            if (arguments[0].equals("engine")) {
                factory.newWorker(WORKFLOWS).registerWorkflowImplementationTypes(RawImpl.class);
            } else {
                Worker worker = factory.newWorker(
                        ACTIVITIES,
                        WorkerOptions.newBuilder()
                                .setMaxConcurrentActivityExecutionSize(Integer.parseInt(arguments[2]))
                                .build());
                worker.registerActivitiesImplementations(new NothingImpl());
            }
            factory.start();
            new CountDownLatch(1).await();
        }
    }
}
