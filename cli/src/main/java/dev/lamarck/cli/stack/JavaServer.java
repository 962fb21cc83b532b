package dev.lamarck.cli.stack;

import dev.lamarck.worker.JavaProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Engines and workers as processes of the same distribution as this one. */
final class JavaServer {

    private static final String MAIN = "dev.lamarck.cli.Lamarck";

    private JavaServer() {}

    static ProcessHandle start(Addresses addresses, Path home, Path log, String heap, List<String> arguments) {
        JavaProcess java = JavaProcess.of(MAIN, List.of(heap));
        List<String> command = new ArrayList<>(java.command());
        command.addAll(arguments);
        Map<String, String> environment = new HashMap<>(java.environment());
        environment.put("TEMPORAL_ADDRESS", addresses.temporal());
        environment.put("MLFLOW_TRACKING_URI", addresses.mlflow().toString());
        environment.put("LAMARCK_STORE", addresses.store().toString());
        environment.put("LAMARCK_HOME", home.toString());
        environment.put("LAMARCK_LOG", "INFO");
        environment.put("LAMARCK_TEMPORAL_LOG", "WARN");
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("GOMP_SPINCOUNT", "0");
        return Detached.start(command, environment, home, log);
    }
}
