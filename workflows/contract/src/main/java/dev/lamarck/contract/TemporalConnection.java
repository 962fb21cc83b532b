package dev.lamarck.contract;

import com.uber.m3.tally.NoopScope;
import com.uber.m3.tally.Scope;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Temporal, as the SDK's environment configuration describes it (TEMPORAL_ADDRESS, TEMPORAL_PROFILE,
 * TLS, API keys). Closing it ends its channel.
 */
public record TemporalConnection(WorkflowServiceStubs service, WorkflowClient client) implements AutoCloseable {

    /**
     * Connects lazily: no server has to be there yet.
     *
     * @param address host:port; null leaves it to the environment
     * @param identity by which the server and other people know this process
     */
    public static TemporalConnection open(@Nullable String address, String identity) {
        return open(address, identity, new NoopScope());
    }

    /** The same for a process that counts what its client does. */
    public static TemporalConnection open(@Nullable String address, String identity, ProcessMetrics metrics) {
        return open(address, identity, metrics.scope());
    }

    private static TemporalConnection open(@Nullable String address, String identity, Scope scope) {
        try {
            ClientConfigProfile profile = ClientConfigProfile.load(
                    LoadClientConfigProfileOptions.newBuilder().build());
            WorkflowServiceStubsOptions.Builder options =
                    WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions());
            if (address != null) {
                options.setTarget(address);
            }
            options.setMetricsScope(scope);
            WorkflowServiceStubs service = WorkflowServiceStubs.newServiceStubs(options.build());
            WorkflowClientOptions.Builder client = WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions());
            client.setIdentity(identity);
            client.setDataConverter(Payloads.converter());
            return new TemporalConnection(service, WorkflowClient.newInstance(service, client.build()));
        } catch (IOException e) {
            throw new UncheckedIOException("The Temporal client configuration cannot be read", e);
        }
    }

    @Override
    public void close() {
        service.shutdownNow();
        service.awaitTermination(2, TimeUnit.SECONDS);
    }
}
