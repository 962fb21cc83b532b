package dev.lamarck.cli.stack;

import com.google.protobuf.util.Durations;
import dev.lamarck.contract.TemporalConnection;
import io.grpc.StatusRuntimeException;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Temporal's development server on a SQLite file with a write-ahead log; histories are kept for 90 days. */
final class TemporalServer {

    private static final int RETENTION_DAYS = 90;
    private static final String NAMESPACE = "default";

    private final Path folder;
    private final PythonEnvironment python;

    TemporalServer(Path home, PythonEnvironment python) {
        this.folder = home.resolve("temporal");
        this.python = python;
    }

    static String address(int port) {
        return "127.0.0.1:" + port;
    }

    ProcessHandle start(int port, int uiPort, Path log) {
        List<String> command = List.of(
                python.program("temporal").toString(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--ui-port",
                Integer.toString(uiPort),
                "--db-filename",
                folder.resolve("temporal.db").toString(),
                "--sqlite-pragma",
                "journal_mode=wal",
                "--log-level",
                "warn");
        return Detached.start(command, Map.of(), folder, log);
    }

    static boolean isReady(String address) {
        try (TemporalConnection connection = TemporalConnection.open(address, "lamarck/1|check")) {
            connection
                    .service()
                    .blockingStub()
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    static void setRetention(String address) {
        try (TemporalConnection connection = TemporalConnection.open(address, "lamarck/1|check")) {
            connection
                    .service()
                    .blockingStub()
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .updateNamespace(UpdateNamespaceRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setConfig(NamespaceConfig.newBuilder()
                                    .setWorkflowExecutionRetentionTtl(Durations.fromDays(RETENTION_DAYS)))
                            .build());
        }
    }
}
