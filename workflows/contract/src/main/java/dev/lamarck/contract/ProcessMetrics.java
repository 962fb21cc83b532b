package dev.lamarck.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import com.uber.m3.util.Duration;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * What an engine or a worker counts, its Temporal client included, as a Prometheus endpoint: {@code GET /metrics} on
 * 127.0.0.1.
 */
public final class ProcessMetrics implements AutoCloseable {

    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** 10 ms, 100 ms, 1 s, 10 s, 1 min. */
    private static final double[] BUCKETS_NANOS = {1e7, 1e8, 1e9, 1e10, 6e10};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Scope scope = new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(REPORT_EVERY);
    private final HttpServer server;

    private ProcessMetrics(HttpServer server) {
        this.server = server;
        registry.config().meterFilter(new FewBuckets());
        server.createContext("/metrics", this::answer);
    }

    /**
     * Starts the endpoint.
     *
     * @param port 0 for any that is free
     */
    public static ProcessMetrics serve(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            ProcessMetrics metrics = new ProcessMetrics(server);
            server.start();
            return metrics;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Port %d of 127.0.0.1 cannot be had for metrics: %s. Choose another by --metrics-port."
                            .formatted(port, e.getMessage()),
                    e);
        }
    }

    /** Temporal's reporter asks for histograms of some seventy buckets a series, which makes a page of megabytes. */
    private static final class FewBuckets implements MeterFilter {

        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return DistributionStatisticConfig.builder()
                    .percentilesHistogram(false)
                    .serviceLevelObjectives(BUCKETS_NANOS)
                    .build()
                    .merge(config);
        }
    }

    /** Where to count. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Where Temporal's client counts. */
    Scope scope() {
        return scope;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        try {
            scope.close();
        } catch (ScopeCloseException e) {
            throw new IllegalStateException("The last counts of the Temporal client were not reported", e);
        } finally {
            registry.close();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            byte[] page = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }
}
