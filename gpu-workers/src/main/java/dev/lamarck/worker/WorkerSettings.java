package dev.lamarck.worker;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a worker runs.
 *
 * @param temporal host:port; null leaves it to the environment
 * @param pool that it serves
 * @param slots how many trials it trains at a time
 * @param threads of each slot
 * @param home under which it keeps its working files
 * @param store where artifacts are
 * @param metricsPort of the Prometheus endpoint; 0 for any that is free
 * @param commands what users' commands may do, beside those that a list in {@code home} allows
 */
public record WorkerSettings(
        @Nullable String temporal,
        String pool,
        int slots,
        int threads,
        Path home,
        URI store,
        int metricsPort,
        CommandSettings commands) {

    public WorkerSettings {
        if (!pool.matches("[a-z0-9][a-z0-9-]{0,40}")) {
            throw new IllegalArgumentException(
                    "Pool '%s': use lower-case letters, digits and '-', e.g. cpu.".formatted(pool));
        }
        if (slots < 1 || slots > 256 || threads < 1) {
            throw new IllegalArgumentException(
                    "A worker needs 1 to 256 slots of at least one thread, not %d of %d.".formatted(slots, threads));
        }
    }
}
