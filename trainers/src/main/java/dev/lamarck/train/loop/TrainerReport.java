package dev.lamarck.train.loop;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a trainer process has to say, as JSON lines appended to the file that LAMARCK_REPORT names. */
final class TrainerReport {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final ProcessUsage usage = new ProcessUsage();

    TrainerReport(Path file) {
        this.file = file;
    }

    /** Metrics of a step, with the time in milliseconds since 1970. */
    void step(int step, Map<String, Double> metrics) {
        Map<String, Object> finite = new LinkedHashMap<>();
        metrics.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : value.toString()));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("metrics", finite);
        line.put("system", usage.since());
        line.put("time", System.currentTimeMillis());
        append(line);
    }

    /** A sign of life between steps. */
    void progress(int step, double share) {
        append(Map.of("progress", Map.of("step", step, "share", share)));
    }

    void done(@Nullable Object result) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("done", true);
        if (result != null) {
            line.put("result", result);
        }
        end(line);
    }

    void yielded(int step) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("yielded", true);
        line.put("step", step);
        end(line);
    }

    private void end(Map<String, Object> line) {
        line.put("cpuSeconds", usage.cpuSeconds());
        line.put("time", System.currentTimeMillis());
        append(line);
    }

    void failed(String failure, String message) {
        append(Map.of("failed", failure, "message", message));
    }

    private void append(Map<String, ?> line) {
        try {
            Files.writeString(
                    file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
