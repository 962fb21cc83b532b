package dev.lamarck.engine;

import dev.lamarck.engine.tracking.MlflowApi;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an engine runs.
 *
 * @param temporal host:port; null leaves it to the environment
 * @param mlflow address of the tracking server
 * @param store where artifacts are
 * @param environment where webhooks are looked up
 * @param metricsPort of the Prometheus endpoint; 0 for any that is free
 * @param user who MLflow's runs are said to belong to
 */
public record EngineSettings(
        @Nullable String temporal,
        URI mlflow,
        MlflowApi.Credentials credentials,
        URI store,
        String user,
        Map<String, String> environment,
        int metricsPort) {}
