package dev.lamarck.engine;

import dev.lamarck.engine.store.StoreServer;
import dev.lamarck.engine.tracking.MlflowApi;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an engine runs.
 *
 * @param temporal host:port; null leaves it to the environment
 * @param mlflow address of the tracking server
 * @param store where artifacts are
 * @param cache folder for what is fetched from a store over a network
 * @param served where the store, which is a folder then, is served to workers that share no disk; null for nowhere
 * @param environment where webhooks are looked up
 * @param metricsPort of the Prometheus endpoint; 0 for any that is free
 * @param user who MLflow's runs are said to belong to
 */
public record EngineSettings(
        @Nullable String temporal,
        URI mlflow,
        MlflowApi.Credentials credentials,
        URI store,
        Path cache,
        StoreServer.@Nullable Settings served,
        String user,
        Map<String, String> environment,
        int metricsPort) {}
