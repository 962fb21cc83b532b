package dev.lamarck.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** What a local stack remembers of itself, kept true while others than 'dev up' start its parts: so 'dev down' ends them. */
final class StackFile {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    StackFile(Path home) {
        this.file = home.resolve("stack.json");
    }

    long pid(Target part) throws IOException {
        return read().path("processes").path(part.name()).path("pid").asLong();
    }

    int port(String name) throws IOException {
        return read().path("ports").path(name).asInt();
    }

    synchronized void remember(Target part, ProcessHandle process) throws IOException {
        ObjectNode content = (ObjectNode) read();
        content.withObject("/processes/" + part.name())
                .put("pid", process.pid())
                .put(
                        "startedMillis",
                        process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
        Path draft = Files.createTempFile(file.resolveSibling(""), "stack", ".json");
        Files.write(draft, JSON.writeValueAsBytes(content));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonNode read() throws IOException {
        return JSON.readTree(Files.readAllBytes(file));
    }
}
