package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.ArtifactStores;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.ProcessMetrics;
import dev.lamarck.contract.TemporalConnection;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final Duration INTERRUPTED = Duration.ofSeconds(5);
    private static final long RESULTS_SECONDS = 1;
    /** Above the heartbeat time-out of training: by then the server has given the attempt up. */
    private static final Duration LEASE = Duration.ofSeconds(30);
    /** Before a slice is given back; below the heartbeat time-out. */
    private static final Duration DISK_PAUSE = Duration.ofSeconds(12);

    private static final Duration PAUSE = Duration.ofSeconds(2);

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
        ArtifactStore store =
                ArtifactStores.open(settings.store(), settings.home().resolve("cache"), System.getenv());
        WorkerFolder folder = WorkerFolder.claim(settings.home(), settings.pool());
        Slot.Common common =
                new Slot.Common(folder.wrapper(), settings.home(), settings.threads(), LEASE, System::nanoTime);
        Slots slots = new Slots(folder, common, settings.slots(), identity);
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
                training(settings, slots, store, Peers.of(connection, settings.pool())),
                new ModelActivitiesImpl(slots, store),
                new DataActivitiesImpl(store, DataRoots.of(settings.home())));
        slots.warm(Runtime.getRuntime().availableProcessors());
        factory.start();
        LOG.info(
                "Worker of pool {} with {} slots of {} threads, metrics on port {}",
                settings.pool(),
                settings.slots(),
                settings.threads(),
                metrics.port());
        return new WorkerProcess(connection, factory, folder, slots, metrics);
    }

    /** How many slots are in use. */
    int busy() {
        return slots.busy();
    }

    private static TrainingActivitiesImpl training(
            WorkerSettings settings, Slots slots, ArtifactStore store, Peers peers) {
        Admission admission = new Admission(
                slots.worker(),
                peers,
                () -> freeBytes(settings),
                new Admission.Limits(FileArtifactStore.LEAST_FREE_BYTES, DISK_PAUSE, PAUSE));
        AllowedCommands allowed =
                AllowedCommands.of(settings.home(), settings.commands().allowed());
        CommandTrainer commands = new CommandTrainer(store, allowed, settings.commands());
        return new TrainingActivitiesImpl(
                slots, admission, new SliceTraining.Means(store, new Requests(store), commands));
    }

    /** Where it works, and where the store is if that is a folder. */
    private static long freeBytes(WorkerSettings settings) {
        long home = settings.home().toFile().getUsableSpace();
        if (!"file".equals(settings.store().getScheme())) {
            return home;
        }
        Path store = Path.of(settings.store());
        while (!Files.exists(store) && store.getParent() != null) {
            store = store.getParent();
        }
        return Math.min(home, store.toFile().getUsableSpace());
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
        // What did not yield is interrupted now, and ends its trainer.
        if (!slots.awaitIdle(INTERRUPTED)) {
            LOG.error("Some slots are still in use");
        }
        slots.close();
        connection.close();
        metrics.close();
        folder.close();
        LOG.info("Worker ended");
    }
}
