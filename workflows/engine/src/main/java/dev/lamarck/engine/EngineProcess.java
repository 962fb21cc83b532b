package dev.lamarck.engine;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.ArtifactStores;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.ProcessMetrics;
import dev.lamarck.contract.ReportActivities;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.engine.call.Heartbeats;
import dev.lamarck.engine.night.NightActivitiesImpl;
import dev.lamarck.engine.night.NightlySelectionWorkflowImpl;
import dev.lamarck.engine.night.NotificationWorkflowImpl;
import dev.lamarck.engine.night.WebhookActivitiesImpl;
import dev.lamarck.engine.store.StoreServer;
import dev.lamarck.engine.study.LedgerActivitiesImpl;
import dev.lamarck.engine.study.SamplerActivitiesImpl;
import dev.lamarck.engine.study.StudyWorkflowImpl;
import dev.lamarck.engine.study.WinnerWorkflowImpl;
import dev.lamarck.engine.tracking.MlflowApi;
import dev.lamarck.engine.tracking.PublishWorkflowImpl;
import dev.lamarck.engine.tracking.RegistryActivitiesImpl;
import dev.lamarck.engine.tracking.TrackingActivitiesImpl;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs workflows, samplers, the ledger and the publishing of studies. Any number of engines may serve one server. */
public final class EngineProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineProcess.class);
    private static final int PUBLISHERS = 2;
    private static final long DRAIN_SECONDS = 1;

    private final TemporalConnection connection;
    private final WorkerFactory factory;
    private final List<AutoCloseable> others;

    private EngineProcess(TemporalConnection connection, WorkerFactory factory, List<AutoCloseable> others) {
        this.connection = connection;
        this.factory = factory;
        this.others = others;
    }

    /**
     * Starts polling.
     *
     * @param reports makes the reports of studies; from outside, for an engine knows no pages
     */
    public static EngineProcess start(EngineSettings settings, ReportActivities reports) {
        ProcessMetrics metrics = ProcessMetrics.serve(settings.metricsPort());
        ArtifactStore store = ArtifactStores.open(settings.store(), settings.cache(), settings.environment());
        TemporalConnection connection = TemporalConnection.open(
                settings.temporal(), Identity.here(Identity.ENGINE, 0, "").toString(), metrics);
        WorkerFactory factory = WorkerFactory.newInstance(
                connection.client(),
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkerInterceptors(new Heartbeats())
                        .build());
        MlflowApi mlflow = new MlflowApi(settings.mlflow(), settings.credentials());
        WebhookActivitiesImpl webhooks = new WebhookActivitiesImpl(settings.environment());
        Worker engine = factory.newWorker(Names.ENGINE_QUEUE, options().build());
        engine.registerWorkflowImplementationTypes(
                StudyWorkflowImpl.class,
                WinnerWorkflowImpl.class,
                NightlySelectionWorkflowImpl.class,
                NotificationWorkflowImpl.class);
        engine.registerActivitiesImplementations(
                new SamplerActivitiesImpl(),
                new LedgerActivitiesImpl(store, connection.client(), metrics.registry()),
                new NightActivitiesImpl(store, metrics.registry()),
                webhooks,
                reports);
        Worker tracking = factory.newWorker(
                Names.TRACKING_QUEUE,
                options().setMaxConcurrentActivityExecutionSize(PUBLISHERS).build());
        tracking.registerWorkflowImplementationTypes(PublishWorkflowImpl.class);
        tracking.registerActivitiesImplementations(
                new TrackingActivitiesImpl(mlflow, store, settings.user()), new RegistryActivitiesImpl(mlflow, store));
        List<AutoCloseable> others = new ArrayList<>(List.of(mlflow, webhooks, metrics));
        if (settings.served() != null) {
            others.add(StoreServer.start(folder(settings), settings.served()));
        }
        factory.start();
        LOG.info("Engine polls, MLflow is {}, metrics on port {}", settings.mlflow(), metrics.port());
        return new EngineProcess(connection, factory, others);
    }

    private static FileArtifactStore folder(EngineSettings settings) {
        if (!"file".equals(settings.store().getScheme())) {
            throw new ArtifactException(
                    "The artifact store %s is no folder; only a folder can be served. Give workers its own address."
                            .formatted(settings.store()));
        }
        return FileArtifactStore.at(settings.store());
    }

    /** The pure part of a step is milliseconds; a busy machine may still stretch it past the default. */
    private static WorkerOptions.Builder options() {
        return WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(TimeUnit.SECONDS.toMillis(10));
    }

    @Override
    public void close() throws Exception {
        factory.shutdown();
        // Idle long polls would hold an orderly end up for a minute; what is cut off here is done again elsewhere.
        factory.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
        factory.shutdownNow();
        connection.close();
        for (AutoCloseable other : others) {
            other.close();
        }
        LOG.info("Engine ended");
    }
}
