package dev.lamarck.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what trainers reported in the slices that were accepted. */
public final class SliceReports {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String REPORT = "report.jsonl";

    private final ArtifactStore store;

    public SliceReports(ArtifactStore store) {
        this.store = store;
    }

    /** A value of a series, with the trainer's time. */
    public record Point(String key, double value, long timeMillis, long step) {}

    /** The points of the slices' series, and a few words on the network if the trainer gave any. */
    public record Curve(List<Point> points, Optional<String> summary) {}

    /** What the slices, oldest first, reported in all. */
    public Curve curve(List<String> slices) {
        List<Point> points = new ArrayList<>();
        Optional<String> summary = Optional.empty();
        for (String slice : slices) {
            for (JsonNode line : lines(slice)) {
                if (line.has("metrics")) {
                    long step = line.path("step").asLong();
                    long time = line.path("time").asLong();
                    addPoints(points, "", line.path("metrics"), time, step);
                    addPoints(points, "system/", line.path("system"), time, step);
                }
                if (line.path("result").has("architecture")) {
                    summary =
                            Optional.of(line.path("result").path("architecture").asText());
                    double parameters = line.path("result").path("parameters").asDouble();
                    long time = line.path("time").asLong();
                    points.add(new Point("parameters", parameters, time, 0));
                }
            }
        }
        return new Curve(points, summary);
    }

    /** The lines of a slice's report. */
    public List<JsonNode> lines(String slice) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line :
                    Files.readAllLines(ArtifactFolder.open(store, slice).file(REPORT))) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("The report of slice %s cannot be read".formatted(slice), e);
        }
    }

    private static void addPoints(List<Point> points, String prefix, JsonNode values, long time, long step) {
        values.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            double number = value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
            points.add(new Point(prefix + entry.getKey(), number, time, step));
        });
    }
}
