package dev.lamarck.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what trainers reported in the slices that were accepted. */
public final class SliceReports {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String REPORT = "report.jsonl";
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");
    private static final Logger LOG = LoggerFactory.getLogger(SliceReports.class);

    private final ArtifactStore store;

    public SliceReports(ArtifactStore store) {
        this.store = store;
    }

    /** A value of a series, with the trainer's time. */
    public record Point(String key, double value, long timeMillis, long step) {}

    /**
     * What slices reported.
     *
     * @param points of their series
     * @param summary a few words on the network, if the trainer gave any
     * @param missing the slices whose report is gone or damaged
     */
    public record Curve(List<Point> points, Optional<String> summary, List<String> missing) {}

    /** What the slices, oldest first, reported in all. */
    public Curve curve(List<String> slices) {
        List<Point> points = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Optional<String> summary = Optional.empty();
        for (String slice : slices) {
            Optional<List<JsonNode>> report = report(slice);
            if (report.isEmpty()) {
                missing.add(slice);
            }
            for (JsonNode line : report.orElse(List.of())) {
                long step = line.path("step").asLong();
                long time = line.path("time").asLong();
                if (line.has("metrics")) {
                    addPoints(points, "", line.path("metrics"), time, step);
                    addPoints(points, "system/", line.path("system"), time, step);
                }
                if (line.path("result").has("architecture")) {
                    summary =
                            Optional.of(line.path("result").path("architecture").asText());
                    double parameters = line.path("result").path("parameters").asDouble();
                    points.add(new Point("parameters", parameters, time, 0));
                }
            }
        }
        return new Curve(points, summary, missing);
    }

    /** The lines of a slice's report; empty if it is gone or is not what was stored. */
    private Optional<List<JsonNode>> report(String slice) {
        // Not by the folder's own check: a store that does not answer is no damage, and the caller may try again.
        return sum(slice)
                .flatMap(sum -> store.get(slice + "/" + REPORT)
                        .filter(bytes -> Hashes.sha256(bytes).equals(sum))
                        .map(bytes -> parse(slice, bytes)));
    }

    private Optional<String> sum(String slice) {
        try {
            return ArtifactFolder.find(store, slice).map(folder -> folder.sums().getOrDefault(REPORT, ""));
        } catch (ArtifactException e) {
            if (e.getCause() instanceof JsonProcessingException) {
                LOG.debug("The manifest of slice {} is damaged", slice, e);
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A process that was killed while it wrote leaves half a line. */
    private static List<JsonNode> parse(String slice, byte[] report) {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(report, StandardCharsets.UTF_8).lines().toList()) {
            try {
                lines.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                LOG.debug("A line of the report of slice {} is left out", slice, e);
            }
        }
        return lines;
    }

    private static void addPoints(List<Point> points, String prefix, JsonNode values, long time, long step) {
        values.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNumber() || NOT_FINITE.contains(value.asText())) {
                double number = value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText());
                points.add(new Point(prefix + entry.getKey(), number, time, step));
            }
        });
    }
}
