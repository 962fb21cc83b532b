package dev.lamarck.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * MLflow on a SQLite file, as one process: its ASGI application run by uvicorn itself. The launcher of
 * {@code mlflow server} would leave its server behind when it is killed, and takes twice as long to start.
 */
final class MlflowServer {

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String DATABASE = "mlflow.db";

    private final Path folder;
    private final PythonEnvironment python;

    MlflowServer(Path home, PythonEnvironment python) {
        this.folder = home.resolve("mlflow");
        this.python = python;
    }

    static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    ProcessHandle start(int port, Path log) {
        discardUnfinishedDatabase();
        String database = "sqlite:///" + folder.resolve(DATABASE);
        Map<String, String> environment = new HashMap<>(Map.of(
                "PYTHONDONTWRITEBYTECODE", "",
                "PYTHONPATH", "",
                "PYTHONHOME", "",
                "MLFLOW_TRACKING_URI", "",
                "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false",
                "MLFLOW_DISABLE_TELEMETRY", "true",
                "DO_NOT_TRACK", "true"));
        environment.put("_MLFLOW_SERVER_FILE_STORE", database);
        environment.put("_MLFLOW_SERVER_REGISTRY_STORE", database);
        environment.put("_MLFLOW_SERVER_ARTIFACT_ROOT", "mlflow-artifacts:/");
        environment.put("_MLFLOW_SERVER_SERVE_ARTIFACTS", "true");
        environment.put(
                "_MLFLOW_SERVER_ARTIFACT_DESTINATION",
                folder.resolve("artifacts").toString());
        environment.put("_MLFLOW_SGI_NAME", "uvicorn");
        environment.put("_MLFLOW_IN_JOB_EXECUTOR", "false");
        List<String> command = List.of(
                python.program("python").toString(),
                "-m",
                "uvicorn",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--no-access-log",
                "--timeout-graceful-shutdown",
                "5",
                "mlflow.server.fastapi_app:app");
        return Detached.start(command, environment, folder, log);
    }

    /** True if the server answers from its database; its health page alone says so too early. */
    boolean isReady(int port) {
        boolean ready = answers(address(port));
        if (ready && !Files.exists(marker())) {
            try {
                Files.createFile(marker());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ready;
    }

    static boolean answers(URI server) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
            String base = server.toString().replaceFirst("/$", "");
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/experiments/search"))
                    .timeout(ANSWER)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"max_results\": 1}"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A server killed while it made its tables leaves a database that no later start mends. */
    private void discardUnfinishedDatabase() {
        if (Files.exists(marker()) || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(DATABASE))
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path marker() {
        return folder.resolve("ready");
    }
}
