package dev.lamarck.cli.stack;

import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who polls which queue: how engines and workers are seen from outside. */
public final class Pollers {

    /** A poller that was seen within this time counts as living. */
    private static final long RECENT_SECONDS = 80;

    /**
     * A worker as its identity tells it.
     *
     * @param identity the whole of it
     */
    public record WorkerInfo(String host, long pid, String pool, int slots, String devices, String identity) {}

    private final TemporalConnection connection;

    public Pollers(TemporalConnection connection) {
        this.connection = connection;
    }

    public List<String> engines() {
        return identities(Names.ENGINE_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW);
    }

    /** The workers of a pool. */
    public List<WorkerInfo> workers(String pool) {
        return identities(Names.poolQueue(pool), TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY).stream()
                .map(identity -> identity.split("\\|", -1))
                .filter(fields -> fields.length == 6 && fields[0].equals("lamarck/1"))
                .map(fields -> new WorkerInfo(
                        fields[1],
                        Long.parseLong(fields[2]),
                        fields[3],
                        Integer.parseInt(fields[4]),
                        fields[5],
                        String.join("|", fields)))
                .toList();
    }

    private List<String> identities(String queue, TaskQueueType type) {
        long now = System.currentTimeMillis() / 1000;
        return connection
                .service()
                .blockingStub()
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(connection.client().getOptions().getNamespace())
                        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                        .setTaskQueueType(type)
                        .build())
                .getPollersList()
                .stream()
                .filter(poller -> now - poller.getLastAccessTime().getSeconds() < RECENT_SECONDS)
                .map(PollerInfo::getIdentity)
                .distinct()
                .sorted()
                .toList();
    }
}
