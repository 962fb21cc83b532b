package dev.lamarck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One local stack for all integration tests of a build, in a folder and on ports of its own; ended with the last of them. */
final class SharedStack implements BeforeAllCallback, AutoCloseable {

    static final Path HOME = CommandLineProcess.PROJECT.resolve("cli/target/it/home");
    private static final CommandLineProcess CLI = new CommandLineProcess(HOME, Map.of());

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).computeIfAbsent(SharedStack.class, _ -> up());
    }

    static CommandLineProcess cli() {
        return CLI;
    }

    static CommandLineProcess.Result run(String... arguments) throws IOException, InterruptedException {
        return CLI.run(arguments);
    }

    static String mlflow() throws IOException, InterruptedException {
        return status().path("mlflow").path("uri").asText();
    }

    static String temporal() throws IOException, InterruptedException {
        return status().path("temporal").path("address").asText();
    }

    static Path python() {
        return HOME.resolve("venv/bin/python");
    }

    private static JsonNode status() throws IOException, InterruptedException {
        return run("dev", "status", "-o", "json").json();
    }

    private static SharedStack up() {
        try {
            run("dev", "reset", "--yes");
            CommandLineProcess.Result up = run("dev", "up", "--slots", "2");
            if (up.exitCode() != 0) {
                throw new AssertionError(List.of(up.out(), up.err()).toString());
            }
            return new SharedStack();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("dev", "down");
    }
}
