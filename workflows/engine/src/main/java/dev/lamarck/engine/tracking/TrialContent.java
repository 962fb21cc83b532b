package dev.lamarck.engine.tracking;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.ledger.SliceReports.Point;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What MLflow is told of a trial.
 *
 * @param points of the slices at hand, with their own times; a trial's further points come with its further slices
 * @param endMillis 0 while it lives
 */
record TrialContent(
        String name,
        Map<String, String> parameters,
        List<Point> points,
        Map<String, String> tags,
        RunStatus status,
        long endMillis) {

    private static final String OBJECTIVE = "objective";

    static TrialContent of(StudySpec spec, Trial trial, TrialPoints reported) {
        String name = "%04d %s %s"
                .formatted(trial.id(), spec.trainer().name(), reported.summary().orElse(""));
        Map<String, String> tags = tags(trial);
        if (!reported.missing().isEmpty()) {
            tags.put(Tags.MISSING, String.join(", ", reported.missing()));
        }
        return new TrialContent(
                name.strip(),
                parameters(trial),
                points(spec, trial, reported),
                tags,
                RunStatus.of(trial.state()),
                trial.period().endedMillis());
    }

    private static List<Point> points(StudySpec spec, Trial trial, TrialPoints reported) {
        List<Point> points = new ArrayList<>(reported.points());
        Double value = trial.metrics().get(spec.objective().metric());
        if (value != null && isComplete(spec, trial)) {
            points.add(new Point(
                    OBJECTIVE,
                    value,
                    trial.period().endedMillis(),
                    trial.progress().step()));
        }
        return points;
    }

    /** Only the values of full budgets are sorted side by side. */
    private static boolean isComplete(StudySpec spec, Trial trial) {
        return trial.progress().step() == spec.pruner().full() && trial.period().endedMillis() != 0;
    }

    /** As suggested, whatever became of it: MLflow takes no other value later. */
    private static Map<String, String> parameters(Trial trial) {
        Map<String, String> parameters = new TreeMap<>();
        trial.suggestion().configuration().values().forEach((name, value) -> parameters.put(name, value.toString()));
        return parameters;
    }

    private static Map<String, String> tags(Trial trial) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(Tags.STATE, trial.state().name());
        tags.put("lamarck.operator", trial.suggestion().operator());
        tags.put("lamarck.rung", Integer.toString(trial.progress().rung() + 1));
        if (!trial.suggestion().parents().isEmpty()) {
            tags.put(
                    "lamarck.parents",
                    trial.suggestion().parents().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (trial.effective() != null) {
            tags.put("lamarck.effective", changes(trial.suggestion().configuration(), trial.effective()));
        }
        if (trial.ended() != null) {
            tags.put("lamarck.reason", trial.ended().reason());
            if (trial.ended().failure() != null) {
                tags.put("lamarck.failure", trial.ended().failure().name());
            }
        }
        return tags;
    }

    /** What is trained with another value than was suggested. */
    private static String changes(Configuration suggested, Configuration effective) {
        return new TreeMap<>(effective.values())
                .entrySet().stream()
                        .filter(entry ->
                                !entry.getValue().equals(suggested.values().get(entry.getKey())))
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
