package dev.lamarck.engine.tracking;

import dev.lamarck.ledger.SliceReports;
import dev.lamarck.ledger.SliceReports.Curve;
import dev.lamarck.ledger.SliceReports.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The points of a trial's series, one a step. Attempts repeat steps: within a record the last counts, for it is the one
 * that was accepted. Where a trial goes back behind a record, as one without checkpoints does in each rung, what was
 * published stays: MLflow forgets no point.
 *
 * @param points by step, then by key
 * @param summary a few words on the network, if the trainer gave any
 * @param missing the slices whose reports are gone or damaged
 */
record TrialPoints(List<Point> points, Optional<String> summary, List<String> missing) {

    /** No step was published yet; some points stand before the first. */
    static final long NONE = -1;

    /**
     * What slices reported.
     *
     * @param records the slices of each record, all oldest first
     * @param after the last step that was published; {@link #NONE} if none was
     * @param fallbackMillis the time of points that have none: a point sent again must have the same
     */
    static TrialPoints read(SliceReports reports, List<List<String>> records, long after, long fallbackMillis) {
        List<Point> points = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Optional<String> summary = Optional.empty();
        long reached = after;
        for (List<String> slices : records) {
            Curve curve = reports.curve(slices);
            for (Map<String, Point> step : byStep(curve).tailMap(reached + 1).values()) {
                step.values().forEach(point -> points.add(timed(point, fallbackMillis)));
                reached = step.values().iterator().next().step();
            }
            summary = curve.summary().isPresent() ? curve.summary() : summary;
            missing.addAll(curve.missing());
        }
        return new TrialPoints(points, summary, missing);
    }

    private static TreeMap<Long, Map<String, Point>> byStep(Curve curve) {
        TreeMap<Long, Map<String, Point>> steps = new TreeMap<>();
        for (Point point : curve.points()) {
            steps.computeIfAbsent(point.step(), _ -> new TreeMap<>()).put(point.key(), point);
        }
        return steps;
    }

    private static Point timed(Point point, long fallbackMillis) {
        return point.timeMillis() == 0 ? new Point(point.key(), point.value(), fallbackMillis, point.step()) : point;
    }
}
