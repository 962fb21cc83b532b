package dev.lamarck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what MLflow says of a study that has ended with the ledger and with what the trainers reported, to the last
 * point; knows nothing of how it came there.
 */
final class MlflowComparison {

    private static final JsonMapper JSON = new JsonMapper();

    private final MlflowReader mlflow;
    private final ArtifactStore store;
    private final Ledger ledger;

    MlflowComparison(MlflowReader mlflow, ArtifactStore store) {
        this.mlflow = mlflow;
        this.store = store;
        this.ledger = new Ledger(store);
    }

    /** A sentence for each difference. */
    List<String> differences(String study) throws IOException, InterruptedException {
        List<String> differences = new ArrayList<>();
        Map<Integer, JsonNode> runs = new TreeMap<>();
        for (JsonNode run : mlflow.runs(study)) {
            if (MlflowReader.tag(run, "lamarck.role").equals("trial")
                    && runs.put(Integer.parseInt(MlflowReader.tag(run, "lamarck.trial")), run) != null) {
                differences.add("Trial %s is there twice".formatted(MlflowReader.tag(run, "lamarck.trial")));
            }
        }
        for (TrialRecord change : ledger.trials(study).values()) {
            Trial trial = change.trial();
            if (trial.period().startedMillis() != 0) {
                JsonNode run = runs.remove(trial.id());
                if (run == null) {
                    differences.add("Trial %d is not there".formatted(trial.id()));
                } else {
                    compare(study, trial, run, differences);
                }
            }
        }
        runs.keySet().forEach(id -> differences.add("Trial %d is in MLflow alone".formatted(id)));
        return differences;
    }

    private void compare(String study, Trial trial, JsonNode run, List<String> differences)
            throws IOException, InterruptedException {
        String what = "Trial %d: ".formatted(trial.id());
        JsonNode info = run.path("info");
        same(what + "state", trial.state().name(), MlflowReader.tag(run, "lamarck.state"), differences);
        same(what + "status", status(trial.state()), info.path("status").asText(), differences);
        same(
                what + "begin",
                trial.period().startedMillis(),
                info.path("start_time").asLong(),
                differences);
        same(what + "end", trial.period().endedMillis(), info.path("end_time").asLong(), differences);
        Map<String, String> parameters = new TreeMap<>();
        trial.suggestion().configuration().values().forEach((name, value) -> parameters.put(name, value.toString()));
        same(what + "parameters", parameters, pairs(run.path("data").path("params")), differences);
        points(study, trial, run, differences);
    }

    private void points(String study, Trial trial, JsonNode run, List<String> differences)
            throws IOException, InterruptedException {
        Map<String, Map<Long, Set<String>>> reported = reported(study, trial.id());
        Set<String> keys = new TreeSet<>(reported.keySet());
        for (JsonNode metric : run.path("data").path("metrics")) {
            keys.add(metric.path("key").asText());
        }
        // These two are ours.
        keys.removeAll(Set.of("objective", "parameters"));
        for (String key : keys) {
            Map<Long, Set<String>> steps = new TreeMap<>(reported.getOrDefault(key, Map.of()));
            for (JsonNode point : mlflow.history(info(run), key)) {
                Set<String> values = steps.remove(point.path("step").asLong());
                if (values == null || !values.contains(point.path("value").asText())) {
                    differences.add(
                            "Trial %d: %s was reported %s and never %s".formatted(trial.id(), key, values, point));
                }
            }
            if (!steps.isEmpty()) {
                differences.add("Trial %d: %s lacks steps %s".formatted(trial.id(), key, steps));
            }
        }
    }

    /** By key and step, all values that an attempt of the trial reported. */
    private Map<String, Map<Long, Set<String>>> reported(String study, int trial) throws IOException {
        Map<String, Map<Long, Set<String>>> reported = new TreeMap<>();
        for (String slice : ledger.slices(study, trial)) {
            String report = new String(store.get(slice + "/report.jsonl").orElseThrow(), StandardCharsets.UTF_8);
            for (String text : report.lines().toList()) {
                JsonNode line = JSON.readTree(text);
                long step = line.path("step").asLong();
                line.path("metrics")
                        .properties()
                        .forEach(entry -> add(reported, entry.getKey(), step, entry.getValue()));
                if (line.has("metrics")) {
                    line.path("system")
                            .properties()
                            .forEach(entry -> add(reported, "system/" + entry.getKey(), step, entry.getValue()));
                }
            }
        }
        return reported;
    }

    private static void add(Map<String, Map<Long, Set<String>>> reported, String key, long step, JsonNode value) {
        reported.computeIfAbsent(key, _ -> new TreeMap<>())
                .computeIfAbsent(step, _ -> new HashSet<>())
                .add(Double.toString(value.asDouble()));
    }

    private static String info(JsonNode run) {
        return run.path("info").path("run_id").asText();
    }

    private static Map<String, String> pairs(JsonNode entries) {
        Map<String, String> pairs = new TreeMap<>();
        entries.forEach(entry ->
                pairs.put(entry.path("key").asText(), entry.path("value").asText()));
        return pairs;
    }

    private static void same(String what, Object expected, Object found, List<String> differences) {
        if (!expected.equals(found)) {
            differences.add("%s is %s in MLflow and %s in the ledger".formatted(what, found, expected));
        }
    }

    private static String status(TrialState state) {
        return switch (state) {
            case PENDING, RUNNING, PAUSED -> "RUNNING";
            case COMPLETED, PRUNED -> "FINISHED";
            case FAILED, INFEASIBLE -> "FAILED";
            case CANCELLED -> "KILLED";
        };
    }
}
