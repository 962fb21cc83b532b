package dev.lamarck.cli.chaos;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The results of a suite's scenarios, a line of JSON each, so that a suite that was ended goes on. */
final class ResultFile {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    /** The results for a seed. */
    ResultFile(Path folder, long seed) {
        this.file = folder.resolve("results-%d.jsonl".formatted(seed));
    }

    void add(ScenarioResult result) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(
                file, JSON.writeValueAsString(result) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** What was written; a last line that was cut off counts as nothing. */
    List<ScenarioResult> read() throws IOException {
        List<ScenarioResult> results = new ArrayList<>();
        if (!Files.exists(file)) {
            return results;
        }
        String text = Files.readString(file);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        for (String line : whole.lines().toList()) {
            results.add(JSON.readValue(line, ScenarioResult.class));
        }
        if (whole.length() < text.length()) {
            Files.writeString(file, whole);
        }
        return results;
    }
}
