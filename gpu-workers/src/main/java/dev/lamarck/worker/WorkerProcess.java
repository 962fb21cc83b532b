package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.ProcessMetrics;
import dev.lamarck.contract.TemporalConnection;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: polls the queue of its pool with as many slots as it has. Closing it asks trials to yield, waits for their
 * checkpoints and ends the trainers.
 */
public final class WorkerProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final long RESULTS_SECONDS = 1;

    private final TemporalConnection connection;
    private final WorkerFactory factory;
    private final WorkerFolder folder;
    private final Slots slots;
    private final ProcessMetrics metrics;

    private WorkerProcess(
            TemporalConnection connection,
            WorkerFactory factory,
            WorkerFolder folder,
            Slots slots,
            ProcessMetrics metrics) {
        this.metrics = metrics;
        this.connection = connection;
        this.factory = factory;
        this.folder = folder;
        this.slots = slots;
    }

    /** Starts polling and warms the trainers up. */
    public static WorkerProcess start(WorkerSettings settings) throws IOException {
        String identity =
                Identity.here(settings.pool(), settings.slots(), "cpu").toString();
        ArtifactStore store = FileArtifactStore.at(settings.store());
        WorkerFolder folder = WorkerFolder.claim(settings.home(), settings.pool());
        Slots slots = new Slots(folder, settings.home(), settings.slots(), settings.threads(), identity);
        ProcessMetrics metrics = ProcessMetrics.serve(settings.metricsPort());
        metrics.registry().gauge("lamarck.slots", slots, Slots::count);
        metrics.registry().gauge("lamarck.slots.busy", slots, Slots::busy);
        TemporalConnection connection = TemporalConnection.open(settings.temporal(), identity, metrics);
        WorkerFactory factory = WorkerFactory.newInstance(connection.client());
        Worker worker = factory.newWorker(
                Names.poolQueue(settings.pool()),
                WorkerOptions.newBuilder()
                        .setMaxConcurrentActivityExecutionSize(settings.slots())
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                        .setDefaultHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                        .build());
        worker.registerActivitiesImplementations(
                new TrainingActivitiesImpl(slots, store),
                new ModelActivitiesImpl(slots, store),
                new DataActivitiesImpl(store, DataRoots.of(settings.home())));
        slots.warm();
        factory.start();
        LOG.info(
                "Worker of pool {} with {} slots of {} threads, metrics on port {}",
                settings.pool(),
                settings.slots(),
                settings.threads(),
                metrics.port());
        return new WorkerProcess(connection, factory, folder, slots, metrics);
    }

    @Override
    public void close() throws IOException {
        // Running slices hear of it at their next heartbeat and yield. Idle long polls would hold an orderly end up for
        // a
        // minute, so it is cut short once every slot is free.
        factory.shutdown();
        if (!slots.awaitIdle(DRAIN)) {
            LOG.warn("Some slices did not yield within {} s", DRAIN.toSeconds());
        }
        factory.awaitTermination(RESULTS_SECONDS, TimeUnit.SECONDS);
        factory.shutdownNow();
        slots.close();
        connection.close();
        metrics.close();
        folder.close();
        LOG.info("Worker ended");
    }
}
