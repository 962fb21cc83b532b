package dev.lamarck.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Follows the report of an attempt as the trainer writes it. */
final class ReportReader {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_BYTES_A_READ = 1 << 20;

    private final Path file;
    private long position;
    private String partial = "";
    private int step;
    private Map<String, Double> metrics = Map.of();
    private @Nullable JsonNode last;

    ReportReader(Path file, int step) {
        this.file = file;
        this.step = step;
    }

    /** Reads what is new; true if there was any line. */
    boolean poll() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        ByteBuffer buffer;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = Math.min(channel.size() - position, MOST_BYTES_A_READ);
            buffer = ByteBuffer.allocate((int) size);
            channel.read(buffer, position);
        }
        position += buffer.position();
        String text = partial + new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        partial = text.substring(end);
        for (String line : text.substring(0, end).lines().toList()) {
            accept(JSON.readTree(line));
        }
        return end > 0;
    }

    /** The last step that was reported, and its metrics. */
    int step() {
        return step;
    }

    Map<String, Double> metrics() {
        return metrics;
    }

    /** The line that ends the report: done, yielded or failed; null before. */
    @Nullable
    JsonNode last() {
        return last;
    }

    private void accept(JsonNode line) {
        if (line.has("metrics")) {
            step = line.path("step").asInt();
            Map<String, Double> values = new TreeMap<>();
            line.path("metrics").properties().forEach(entry -> values.put(entry.getKey(), number(entry.getValue())));
            metrics = values;
        } else if (line.has("done") || line.has("yielded") || line.has("failed")) {
            last = line;
        }
    }

    private static double number(JsonNode value) {
        return value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
    }
}
