package dev.lamarck.dashboard.page;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.ledger.SliceReports;
import dev.lamarck.ledger.SliceReports.Point;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What slices left in their folders, each read once; a folder that cannot be read counts as an empty one. */
final class Slices {

    private static final Logger LOG = LoggerFactory.getLogger(Slices.class);

    private static final int MOST_SLICES = 20_000;
    private static final String LOG_FILE = "log.txt";
    private static final int MOST_LOG_BYTES = 64 << 10;
    private static final int MOST_LOG_LINES = 200;

    private final ArtifactStore store;
    private final SliceReports reports;
    private final Recent<String, Facts> read = new Recent<>(MOST_SLICES);

    Slices(ArtifactStore store) {
        this.store = store;
        this.reports = new SliceReports(store);
    }

    /**
     * What the page of a study needs of a slice.
     *
     * @param lastMillis when its last value was measured; 0 if it has none
     * @param run null in a folder of a time when it was not recorded
     */
    record Facts(
            List<CurvePoint> objective,
            long lastMillis,
            @Nullable SliceRun run) {

        static final Facts NONE = new Facts(List.of(), 0, null);
    }

    /** The facts of a slice whose study is about the metric. */
    Facts facts(String slice, String metric) {
        return read.get(slice, key -> read(key, metric));
    }

    /** The series of every metric over the slices, by step; where a step was repeated the later value counts. */
    Map<String, List<CurvePoint>> curves(List<String> slices) {
        Map<String, TreeMap<Long, CurvePoint>> series = new LinkedHashMap<>();
        for (String slice : slices) {
            for (Point point : points(slice)) {
                if (point.step() > 0) {
                    series.computeIfAbsent(point.key(), key -> new TreeMap<>())
                            .put(point.step(), new CurvePoint(point.step(), finite(point.value())));
                }
            }
        }
        Map<String, List<CurvePoint>> curves = new LinkedHashMap<>();
        series.forEach((name, points) -> curves.put(name, List.copyOf(points.values())));
        return curves;
    }

    /** The last lines that the slices' trainers wrote. */
    List<String> log(List<String> slices) {
        List<String> lines = new ArrayList<>();
        for (String slice : slices.reversed()) {
            if (lines.size() >= MOST_LOG_LINES) {
                break;
            }
            lines.addAll(0, tail(slice));
        }
        return lines.subList(Math.max(0, lines.size() - MOST_LOG_LINES), lines.size());
    }

    static @Nullable Double finite(@Nullable Double value) {
        return value != null && Double.isFinite(value) ? value : null;
    }

    private Facts read(String slice, String metric) {
        List<Point> points = points(slice);
        List<CurvePoint> objective = points.stream()
                .filter(point -> point.key().equals(metric))
                .map(point -> new CurvePoint(point.step(), finite(point.value())))
                .toList();
        long last = points.stream().mapToLong(Point::timeMillis).max().orElse(0);
        Facts facts = new Facts(objective, last, run(slice));
        return facts.equals(Facts.NONE) ? Facts.NONE : facts;
    }

    private List<Point> points(String slice) {
        try {
            return reports.curve(List.of(slice)).points();
        } catch (ArtifactException | UncheckedIOException | NumberFormatException e) {
            LOG.debug("The report of slice {} is left out", slice, e);
            return List.of();
        }
    }

    private @Nullable SliceRun run(String slice) {
        try {
            ArtifactFolder folder = ArtifactFolder.find(store, slice).orElse(null);
            if (folder == null || !folder.sums().containsKey(SliceRun.FILE)) {
                return null;
            }
            return Payloads.json().readValue(folder.file(SliceRun.FILE).toFile(), SliceRun.class);
        } catch (ArtifactException | IOException e) {
            LOG.debug("The place of slice {} is left out", slice, e);
            return null;
        }
    }

    private List<String> tail(String slice) {
        try {
            ArtifactFolder folder = ArtifactFolder.find(store, slice).orElse(null);
            if (folder == null || !folder.sums().containsKey(LOG_FILE)) {
                return List.of();
            }
            return tail(folder.file(LOG_FILE));
        } catch (ArtifactException | IOException e) {
            LOG.debug("The log of slice {} is left out", slice, e);
            return List.of();
        }
    }

    private static List<String> tail(Path file) throws IOException {
        long size = Files.size(file);
        byte[] bytes = new byte[(int) Math.min(size, MOST_LOG_BYTES)];
        try (RandomAccessFile from = new RandomAccessFile(file.toFile(), "r")) {
            from.seek(size - bytes.length);
            from.readFully(bytes);
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        return lines.subList(Math.max(0, lines.size() - MOST_LOG_LINES), lines.size());
    }
}
