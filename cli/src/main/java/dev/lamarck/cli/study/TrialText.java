package dev.lamarck.cli.study;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Trial;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Trials as text. */
public final class TrialText {

    public static final List<String> HEAD = List.of("trial", "state", "epochs", "metrics", "parameters");

    private static final int MOST_METRICS = 4;

    private TrialText() {}

    static String line(Trial trial, int ended, int all) {
        String reason = trial.ended() == null ? "" : " (" + trial.ended().reason() + ")";
        return "[%d/%d] trial %d %s after %d epochs%s%s"
                .formatted(
                        ended,
                        all,
                        trial.id(),
                        trial.state().name().toLowerCase(Locale.ROOT),
                        trial.progress().step(),
                        trial.metrics().isEmpty() ? "" : ", " + metrics(trial.metrics()),
                        reason);
    }

    public static List<String> row(Trial trial) {
        return List.of(
                Integer.toString(trial.id()),
                trial.state().name(),
                Integer.toString(trial.progress().step()),
                metrics(trial.metrics()),
                configuration(trial.suggestion().configuration()));
    }

    /** Accuracies and losses; the first few of a trainer that reports neither. */
    public static String metrics(Map<String, Double> metrics) {
        List<Map.Entry<String, Double>> known = metrics.entrySet().stream()
                .filter(entry ->
                        entry.getKey().endsWith("accuracy") || entry.getKey().endsWith("loss"))
                .toList();
        Stream<Map.Entry<String, Double>> shown = known.isEmpty()
                ? metrics.entrySet().stream().sorted(Map.Entry.comparingByKey()).limit(MOST_METRICS)
                : known.stream();
        return shown.map(entry -> "%s %.4f".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    public static String configuration(Configuration configuration) {
        return configuration.values().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String value(Object value) {
        return value instanceof Double number ? "%.4g".formatted(number) : value.toString();
    }
}
