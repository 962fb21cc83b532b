package dev.lamarck.worker;

import dev.lamarck.contract.Identity;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers that poll a pool, as they were a few seconds ago at most. Safe for several threads. */
final class Peers {

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    /** A long poll lasts a minute: who was not seen for longer is gone. */
    private static final long RECENT_SECONDS = 80;

    private static final long DEADLINE_SECONDS = 3;

    private final Supplier<Set<String>> ask;
    private final Lapse since;
    private final ReentrantLock lock = new ReentrantLock();
    private Set<String> known = Set.of();
    private boolean asked;

    /**
     * Peers.
     *
     * @param ask for the identities of all that poll
     * @param nanos a clock as {@link System#nanoTime}
     */
    Peers(Supplier<Set<String>> ask, LongSupplier nanos) {
        this.ask = ask;
        this.since = Lapse.from(nanos);
    }

    /** Those that the server knows of. */
    static Peers of(TemporalConnection connection, String pool) {
        return new Peers(() -> pollers(connection, pool), System::nanoTime);
    }

    /** Whether any worker polls that is not among these. */
    boolean anyBut(Set<String> avoided) {
        Set<String> others = new HashSet<>(identities());
        others.removeAll(avoided);
        return !others.isEmpty();
    }

    private Set<String> identities() {
        lock.lock();
        try {
            if (!asked || since.exceeds(FRESH)) {
                known = ask.get();
                asked = true;
                since.restart();
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private static Set<String> pollers(TemporalConnection connection, String pool) {
        try {
            long now = System.currentTimeMillis() / 1000;
            return connection
                    .service()
                    .blockingStub()
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                            .setNamespace(connection.client().getOptions().getNamespace())
                            .setTaskQueue(TaskQueue.newBuilder().setName(Names.poolQueue(pool)))
                            .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                            .build())
                    .getPollersList()
                    .stream()
                    .filter(poller -> now - poller.getLastAccessTime().getSeconds() < RECENT_SECONDS)
                    .map(PollerInfo::getIdentity)
                    .filter(Peers::lives)
                    .collect(Collectors.toSet());
        } catch (StatusRuntimeException e) {
            LOG.debug("Who else polls pool {} is not known", pool, e);
            return Set.of();
        }
    }

    private static boolean lives(String identity) {
        return Identity.parse(identity).filter(worker -> !worker.isKnownDead()).isPresent();
    }
}
