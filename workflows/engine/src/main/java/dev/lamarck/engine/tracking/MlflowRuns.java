package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.ledger.SliceReports.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Experiments and runs, found or created by their tags, so that every call may be repeated. */
final class MlflowRuns {

    private static final int RUNS_A_PAGE = 1_000;
    private static final int MOST_METRICS = 900;
    private static final int MOST_PARAMETERS = 80;
    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_DIGEST = 32;
    private static final int LONGEST_PARAMETER = 6_000;
    private static final int LONGEST_TAG = 8_000;
    private static final String EXISTS = "RESOURCE_ALREADY_EXISTS";
    private static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9_./: -]");

    /** A run: its id and where its artifacts go. */
    record Run(String id, String artifactUri) {}

    private final MlflowApi api;

    MlflowRuns(MlflowApi api) {
        this.api = api;
    }

    /** The experiment of that name, created if there is none. */
    String experiment(String name, Map<String, String> tags) {
        try {
            return api.post("experiments/create", Map.of("name", name, "tags", pairs(tags)))
                    .path("experiment_id")
                    .asText();
        } catch (MlflowException e) {
            if (!e.isCode(EXISTS)) {
                throw e;
            }
            JsonNode found = api.get("experiments/get-by-name", Map.of("experiment_name", name))
                    .path("experiment");
            if (found.path("lifecycle_stage").asText().equals("deleted")) {
                api.post(
                        "experiments/restore",
                        Map.of("experiment_id", found.path("experiment_id").asText()));
            }
            return found.path("experiment_id").asText();
        }
    }

    /** The condition that a run has all of these tags. */
    static String conditions(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> "tags.`%s` = '%s'".formatted(tag.getKey(), tag.getValue()))
                .collect(Collectors.joining(" and "));
    }

    /** The value of a run's tag; empty if it has none. */
    static String tag(JsonNode run, String key) {
        for (JsonNode tag : run.path("data").path("tags")) {
            if (tag.path("key").asText().equals(key)) {
                return tag.path("value").asText();
            }
        }
        return "";
    }

    /** Hands over every run, that is not deleted, for which the condition holds. */
    void search(String experiment, String condition, Consumer<JsonNode> found) {
        String page = "";
        do {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("experiment_ids", List.of(experiment));
            body.put("filter", condition);
            body.put("max_results", RUNS_A_PAGE);
            if (!page.isEmpty()) {
                body.put("page_token", page);
            }
            JsonNode answer = api.post("runs/search", body);
            answer.path("runs").forEach(found);
            page = answer.path("next_page_token").asText();
        } while (!page.isEmpty());
    }

    /** The run for which the condition holds; the first by start time if there are several. */
    Optional<Run> find(String experiment, String condition) {
        List<JsonNode> found = new ArrayList<>();
        search(experiment, condition, found::add);
        return found.stream()
                .min(Comparator.<JsonNode>comparingLong(
                                run -> run.path("info").path("start_time").asLong())
                        .thenComparing(run -> run.path("info").path("run_id").asText()))
                .map(MlflowRuns::run);
    }

    /** The run of that id, whether it is deleted or not; empty if there is none. */
    Optional<JsonNode> get(String runId) {
        try {
            return Optional.of(api.get("runs/get", Map.of("run_id", runId)).path("run"));
        } catch (MlflowException e) {
            if (e.isCode(ABSENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The run with these tags, found or created with these and further ones. */
    Run findOrCreate(
            String experiment, Map<String, String> identity, String name, long startMillis, Map<String, String> tags) {
        return find(experiment, conditions(identity))
                .orElseGet(() -> create(experiment, identity, name, startMillis, tags));
    }

    Run create(
            String experiment, Map<String, String> identity, String name, long startMillis, Map<String, String> tags) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.putAll(identity);
        JsonNode created = api.post(
                "runs/create",
                Map.of(
                        "experiment_id", experiment,
                        "run_name", name,
                        "start_time", startMillis,
                        "tags", pairs(cut(all, LONGEST_TAG))));
        return run(created.path("run"));
    }

    void delete(String runId) {
        api.post("runs/delete", Map.of("run_id", runId));
    }

    /**
     * Logs in as few calls as the server's limits allow, points in the order given and those of one step together, if they
     * fit: what is there up to a step is there whole. Equal points are stored once.
     */
    void log(String runId, Map<String, String> parameters, List<Point> points, Map<String, String> tags) {
        List<Map<String, String>> parameterPairs = pairs(named(cut(parameters, LONGEST_PARAMETER)));
        int pointsFrom = 0;
        int parametersFrom = 0;
        boolean first = true;
        while (first || pointsFrom < points.size() || parametersFrom < parameterPairs.size()) {
            int pointsTo = batchEnd(points, pointsFrom);
            int parametersTo = Math.min(parameterPairs.size(), parametersFrom + MOST_PARAMETERS);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("run_id", runId);
            body.put(
                    "metrics",
                    points.subList(pointsFrom, pointsTo).stream()
                            .map(MlflowRuns::metric)
                            .toList());
            body.put("params", parameterPairs.subList(parametersFrom, parametersTo));
            body.put("tags", first ? pairs(cut(tags, LONGEST_TAG)) : List.of());
            api.post("runs/log-batch", body);
            pointsFrom = pointsTo;
            parametersFrom = parametersTo;
            first = false;
        }
    }

    private static int batchEnd(List<Point> points, int from) {
        if (points.size() - from <= MOST_METRICS) {
            return points.size();
        }
        int end = from + MOST_METRICS;
        long cutStep = points.get(end).step();
        while (end > from && points.get(end - 1).step() == cutStep) {
            end--;
        }
        return end > from ? end : from + MOST_METRICS;
    }

    private static Map<String, Object> metric(Point point) {
        return Map.of(
                "key", name(point.key()),
                "value", number(point.value()),
                "timestamp", point.timeMillis(),
                "step", point.step());
    }

    /** Says what the run was trained and measured with, if that is known. */
    void inputs(String runId, DataSpec data) {
        if (data.isOwn()) {
            return;
        }
        String digest =
                data.fingerprint().substring(0, Math.min(data.fingerprint().length(), LONGEST_DIGEST));
        String source = "{\"fingerprint\": \"%s\", \"split\": %d}".formatted(data.fingerprint(), data.split());
        List<Map<String, Object>> datasets = new ArrayList<>();
        for (String split : List.of(DataSpec.TRAIN, DataSpec.VALIDATION)) {
            String context = split.equals(DataSpec.TRAIN) ? "training" : "validation";
            int rows = data.rows().getOrDefault(split, 0);
            Map<String, Object> dataset = Map.of(
                    "name",
                    data.name() + "-" + split,
                    "digest",
                    digest,
                    "source_type",
                    "local",
                    "source",
                    source,
                    "profile",
                    "{\"num_rows\": " + rows + "}");
            datasets.add(Map.of("tags", pairs(Map.of("mlflow.data.context", context)), "dataset", dataset));
        }
        api.post("runs/log-inputs", Map.of("run_id", runId, "datasets", datasets));
    }

    /** Sets the status; an ended one with its time. */
    void update(String runId, RunStatus status, long endMillis) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("run_id", runId);
        body.put("status", status.name());
        if (status != RunStatus.RUNNING) {
            body.put("end_time", endMillis);
        }
        api.post("runs/update", body);
    }

    static List<Map<String, String>> pairs(Map<String, String> values) {
        List<Map<String, String>> pairs = new ArrayList<>();
        values.forEach((key, value) -> pairs.add(Map.of("key", key, "value", value)));
        return pairs;
    }

    /** MLflow would cut longer texts without a word. */
    private static Map<String, String> cut(Map<String, String> values, int longest) {
        Map<String, String> cut = new LinkedHashMap<>();
        values.forEach((key, value) ->
                cut.put(key, value.length() <= longest ? value : value.substring(0, longest - 2) + " …"));
        return cut;
    }

    /** A key as MLflow takes it: of letters, digits and {@code _-./: }, of 250 at most. */
    static String name(String key) {
        String allowed = FORBIDDEN.matcher(key).replaceAll("_");
        return allowed.substring(0, Math.min(allowed.length(), LONGEST_KEY));
    }

    private static Map<String, String> named(Map<String, String> values) {
        Map<String, String> named = new LinkedHashMap<>();
        values.forEach((key, value) -> named.put(name(key), value));
        return named;
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? value : Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }

    static Run run(JsonNode run) {
        return new Run(
                run.path("info").path("run_id").asText(),
                run.path("info").path("artifact_uri").asText());
    }
}
