package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.ledger.SliceReports.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Experiments and runs, found or created by their tags, so that every call may be repeated. */
final class MlflowRuns {

    private static final int MOST_METRICS = 900;
    private static final int MOST_PARAMETERS = 90;
    private static final int LONGEST_PARAMETER = 6_000;
    private static final int LONGEST_TAG = 8_000;
    private static final String EXISTS = "RESOURCE_ALREADY_EXISTS";

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

    /** The run with all of these tags; the first by start time if there are several. */
    Optional<Run> find(String experiment, Map<String, String> identity) {
        List<String> conditions = new ArrayList<>();
        identity.forEach((key, value) -> conditions.add("tags.`%s` = '%s'".formatted(key, value)));
        JsonNode runs = api.post(
                        "runs/search",
                        Map.of(
                                "experiment_ids", List.of(experiment),
                                "filter", String.join(" and ", conditions),
                                "max_results", 10))
                .path("runs");
        List<JsonNode> found = new ArrayList<>();
        runs.forEach(found::add);
        return found.stream()
                .min(Comparator.<JsonNode>comparingLong(
                                run -> run.path("info").path("start_time").asLong())
                        .thenComparing(run -> run.path("info").path("run_id").asText()))
                .map(MlflowRuns::run);
    }

    Run findOrCreate(
            String experiment, Map<String, String> identity, String name, long startMillis, Map<String, String> tags) {
        return find(experiment, identity).orElseGet(() -> {
            Map<String, String> all = new LinkedHashMap<>(tags);
            all.putAll(identity);
            JsonNode created = api.post(
                    "runs/create",
                    Map.of(
                            "experiment_id", experiment,
                            "run_name", name,
                            "start_time", startMillis,
                            "tags", pairs(all)));
            return run(created.path("run"));
        });
    }

    /** Logs in as few calls as the server's limits allow. Equal points are stored once. */
    void log(Run run, Map<String, String> parameters, List<Point> points, Map<String, String> tags) {
        List<Map<String, String>> parameterPairs = pairs(cut(parameters, LONGEST_PARAMETER));
        List<Map<String, Object>> metrics = points.stream()
                .map(point -> Map.<String, Object>of(
                        "key", point.key(),
                        "value", number(point.value()),
                        "timestamp", point.timeMillis(),
                        "step", point.step()))
                .toList();
        int metricsFrom = 0;
        int parametersFrom = 0;
        boolean first = true;
        while (first || metricsFrom < metrics.size() || parametersFrom < parameterPairs.size()) {
            int metricsTo = Math.min(metrics.size(), metricsFrom + MOST_METRICS);
            int parametersTo = Math.min(parameterPairs.size(), parametersFrom + MOST_PARAMETERS);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("run_id", run.id());
            body.put("metrics", metrics.subList(metricsFrom, metricsTo));
            body.put("params", parameterPairs.subList(parametersFrom, parametersTo));
            body.put("tags", first ? pairs(cut(tags, LONGEST_TAG)) : List.of());
            api.post("runs/log-batch", body);
            metricsFrom = metricsTo;
            parametersFrom = parametersTo;
            first = false;
        }
    }

    void input(Run run, String name, String digest, String source, String context, long rows) {
        Map<String, Object> dataset = Map.of(
                "name", name,
                "digest", digest,
                "source_type", "local",
                "source", source,
                "profile", "{\"num_rows\": " + rows + "}");
        Map<String, Object> tag = Map.of("key", "mlflow.data.context", "value", context);
        api.post(
                "runs/log-inputs",
                Map.of("run_id", run.id(), "datasets", List.of(Map.of("tags", List.of(tag), "dataset", dataset))));
    }

    /** Sets the status; an ended one with its time. */
    void update(Run run, RunStatus status, long endMillis) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("run_id", run.id());
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

    private static Object number(double value) {
        return Double.isFinite(value) ? value : Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }

    private static Run run(JsonNode run) {
        return new Run(
                run.path("info").path("run_id").asText(),
                run.path("info").path("artifact_uri").asText());
    }
}
