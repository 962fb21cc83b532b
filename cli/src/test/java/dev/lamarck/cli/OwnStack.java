package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.cli.stack.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A local stack for tests that break it; what was installed for the shared one is used again. */
final class OwnStack {

    private final Path home;
    private final CommandLineProcess cli;

    OwnStack(String name, Map<String, String> environment) {
        this.home = SharedStack.HOME.resolveSibling(name);
        this.cli = new CommandLineProcess(home, environment);
    }

    /** Begins with no data. */
    void start() throws IOException, InterruptedException {
        Files.createDirectories(home);
        cli.run("dev", "reset", "--yes");
        for (String shared : List.of("venv", "djl")) {
            if (!Files.exists(home.resolve(shared))) {
                Files.createSymbolicLink(home.resolve(shared), SharedStack.HOME.resolve(shared));
            }
        }
        up();
    }

    /** Starts what is dead. */
    void up() throws IOException, InterruptedException {
        CommandLineProcess.Result up = cli.run("dev", "up", "--slots", "2");
        assertThat(up.exitCode()).as(up.err()).isZero();
    }

    void down() throws IOException, InterruptedException {
        cli.run("dev", "down");
    }

    CommandLineProcess cli() {
        return cli;
    }

    CommandLineProcess.Result run(String... arguments) throws IOException, InterruptedException {
        return cli.run(arguments);
    }

    ArtifactStore store() {
        return FileArtifactStore.at(home.resolve("artifacts"));
    }

    MlflowReader mlflow() throws IOException, InterruptedException {
        return new MlflowReader(status().path("mlflow").path("uri").asText());
    }

    ProcessHandle process(String part) throws IOException, InterruptedException {
        return ProcessHandle.of(status().path(part).path("pid").asLong()).orElseThrow();
    }

    /** Returns when the process is gone. */
    void kill(String part) throws IOException, InterruptedException {
        ProcessHandle process = process(part);
        process.destroyForcibly();
        assertThat(Await.until(() -> !process.isAlive(), () -> false, Duration.ofSeconds(20)))
                .isTrue();
    }

    /** Removes all data of a part that is dead. */
    void forget(String part) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve(part))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    long processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(home.toString()))
                .count();
    }

    private JsonNode status() throws IOException, InterruptedException {
        return cli.run("dev", "status", "-o", "json").json();
    }
}
