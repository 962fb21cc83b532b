package dev.lamarck.cli.stack;

import dev.lamarck.contract.Identity;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Who polls which queue: how engines and workers are seen from outside. */
public final class Pollers {

    /** A poller that was seen within this time counts as living. */
    private static final long RECENT_SECONDS = 80;

    private final TemporalConnection connection;

    public Pollers(TemporalConnection connection) {
        this.connection = connection;
    }

    public List<Identity> engines() {
        return identities(Names.ENGINE_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW);
    }

    /** The workers of a pool. */
    public List<Identity> workers(String pool) {
        return identities(Names.poolQueue(pool), TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY);
    }

    private List<Identity> identities(String queue, TaskQueueType type) {
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
                .map(Identity::parse)
                .flatMap(Optional::stream)
                .filter(identity -> !identity.isKnownDead())
                .toList();
    }
}
