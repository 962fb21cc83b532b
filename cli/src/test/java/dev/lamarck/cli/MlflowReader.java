package dev.lamarck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads MLflow by its REST interface, independently of the code under test. */
public final class MlflowReader {

    private static final JsonMapper JSON = new JsonMapper();

    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();

    public MlflowReader(String uri) {
        this.base = uri + "/api/2.0/mlflow/";
    }

    public List<JsonNode> runs(String experiment) throws IOException, InterruptedException {
        String id = get("experiments/get-by-name?experiment_name=" + experiment)
                .path("experiment")
                .path("experiment_id")
                .asText();
        JsonNode found = post("runs/search", Map.of("experiment_ids", List.of(id), "max_results", 5000));
        List<JsonNode> runs = new ArrayList<>();
        found.path("runs").forEach(runs::add);
        return runs;
    }

    int points(String run, String metric) throws IOException, InterruptedException {
        return history(run, metric).size();
    }

    /** All points of a metric. */
    JsonNode history(String run, String metric) throws IOException, InterruptedException {
        return get("metrics/get-history?run_id=%s&metric_key=%s".formatted(run, metric))
                .path("metrics");
    }

    public static String tag(JsonNode run, String key) {
        for (JsonNode tag : run.path("data").path("tags")) {
            if (tag.path("key").asText().equals(key)) {
                return tag.path("value").asText();
            }
        }
        return "";
    }

    /** The version that an alias of a model names; empty if there is none. */
    String aliased(String model, String alias) throws IOException, InterruptedException {
        JsonNode found = get("registered-models/get?name=" + model).path("registered_model");
        for (JsonNode entry : found.path("aliases")) {
            if (entry.path("alias").asText().equals(alias)) {
                return entry.path("version").asText();
            }
        }
        return "";
    }

    /** The paths of all artifacts of a run, in folders too. */
    List<String> artifacts(String run) throws IOException, InterruptedException {
        return artifacts(run, "");
    }

    private List<String> artifacts(String run, String folder) throws IOException, InterruptedException {
        List<String> paths = new ArrayList<>();
        for (JsonNode file :
                get("artifacts/list?run_id=%s&path=%s".formatted(run, folder)).path("files")) {
            String path = file.path("path").asText();
            paths.addAll(file.path("is_dir").asBoolean() ? artifacts(run, path) : List.of(path));
        }
        return paths;
    }

    private JsonNode get(String call) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + call)).build());
    }

    private JsonNode post(String call, Object body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + call))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    request.uri() + ": " + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return JSON.readTree(response.body());
    }
}
