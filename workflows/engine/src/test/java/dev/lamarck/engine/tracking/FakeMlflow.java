package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MLflow's runs in memory, on a port of 127.0.0.1; can be away, and can lose an answer before or after it did its work. */
final class FakeMlflow implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern TAG = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");
    private static final Pattern START = Pattern.compile("attributes\\.start_time (>=|=) (\\d+)");
    private static final String API = "/api/2.0/mlflow/";

    /** What happens to a call. */
    enum Fault {
        NONE,
        /** The connection breaks before the call has any effect. */
        BEFORE,
        /** The call has its effect, and nobody hears of it. */
        AFTER,
        /** The call is refused as wrong. */
        REFUSED
    }

    /** A run. */
    static final class Run {
        final String id;
        final String experiment;
        final long start;
        final Map<String, String> tags = new LinkedHashMap<>();
        final Map<String, String> parameters = new LinkedHashMap<>();
        /** Key, step, time and value of each point. */
        final Set<String> points = new TreeSet<>();

        final Map<String, JsonNode> latest = new HashMap<>();
        final Set<String> inputs = new TreeSet<>();
        String status = "RUNNING";
        long end;
        boolean deleted;

        Run(String id, String experiment, long start) {
            this.id = id;
            this.experiment = experiment;
            this.start = start;
        }

        int trial() {
            return Integer.parseInt(tags.get("lamarck.trial"));
        }
    }

    /** Given the name of a call and its body, decides its fate. */
    volatile Function<Call, Fault> faults = _ -> Fault.NONE;

    record Call(String name, JsonNode body) {}

    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final HttpServer server;
    private int created;

    /** The most points that came in one call. */
    volatile int largestBatch;

    FakeMlflow() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The runs of trials that are not deleted, as they were made. */
    synchronized List<Run> trials() {
        return runs.values().stream()
                .filter(run -> !run.deleted && "trial".equals(run.tags.get("lamarck.role")))
                .toList();
    }

    synchronized Run trial(int id) {
        List<Run> found = trials().stream().filter(run -> run.trial() == id).toList();
        if (found.size() != 1) {
            throw new AssertionError("Trial %d has %d runs".formatted(id, found.size()));
        }
        return found.getFirst();
    }

    synchronized Run parent() {
        return runs.values().stream()
                .filter(run -> !run.deleted && "study".equals(run.tags.get("lamarck.role")))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    synchronized void forgetAll() {
        runs.clear();
        experiments.clear();
    }

    /** Makes a run as somebody would who does not know of the first. */
    synchronized Run copy(Run run) {
        Run copy = new Run("0" + run.id, run.experiment, run.start);
        copy.tags.putAll(run.tags);
        runs.put(copy.id, copy);
        return copy;
    }

    long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            if (!path.startsWith(API)) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            String call = path.substring(API.length());
            JsonNode body = bytes.length == 0 ? query(exchange.getRequestURI()) : JSON.readTree(bytes);
            Fault fault = faults.apply(new Call(call, body));
            calls.add(call);
            if (fault == Fault.BEFORE) {
                return;
            }
            Answer answer = fault == Fault.REFUSED ? wrong("told to refuse it") : answer(call, body);
            if (fault == Fault.AFTER) {
                return;
            }
            byte[] text = JSON.writeValueAsBytes(answer.body());
            exchange.sendResponseHeaders(answer.status(), text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private record Answer(int status, Object body) {}

    private synchronized Answer answer(String call, JsonNode body) {
        return switch (call) {
            case "experiments/create" -> createExperiment(body);
            case "experiments/get-by-name" ->
                ok(Map.of(
                        "experiment",
                        Map.of(
                                "experiment_id",
                                experiments.get(body.path("experiment_name").asText()))));
            case "runs/create" -> create(body);
            case "runs/search" -> ok(Map.of("runs", search(body)));
            case "runs/get" -> get(body.path("run_id").asText());
            case "runs/log-batch", "runs/log-inputs", "runs/update", "runs/delete" -> change(call, body);
            default -> wrong("unknown call " + call);
        };
    }

    private Answer createExperiment(JsonNode body) {
        String name = body.path("name").asText();
        if (experiments.containsKey(name)) {
            return new Answer(400, Map.of("error_code", "RESOURCE_ALREADY_EXISTS", "message", name));
        }
        experiments.put(name, Integer.toString(++created));
        return ok(Map.of("experiment_id", experiments.get(name)));
    }

    private Answer create(JsonNode body) {
        String experiment = body.path("experiment_id").asText();
        if (!experiments.containsValue(experiment)) {
            return absent();
        }
        Run run = new Run(
                "run%05d".formatted(++created),
                experiment,
                body.path("start_time").asLong());
        body.path("tags")
                .forEach(tag ->
                        run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
        runs.put(run.id, run);
        return ok(Map.of("run", json(run)));
    }

    private Answer get(String id) {
        return runs.containsKey(id) ? ok(Map.of("run", json(runs.get(id)))) : absent();
    }

    private List<Object> search(JsonNode body) {
        String filter = body.path("filter").asText();
        List<Object> found = new ArrayList<>();
        for (Run run : runs.values()) {
            if (!run.deleted
                    && run.experiment.equals(body.path("experiment_ids").path(0).asText())
                    && matches(run, filter)) {
                found.add(json(run));
            }
        }
        return found;
    }

    private static boolean matches(Run run, String filter) {
        Matcher start = START.matcher(filter);
        boolean in = !start.find()
                || (start.group(1).equals("=")
                        ? run.start == Long.parseLong(start.group(2))
                        : run.start >= Long.parseLong(start.group(2)));
        Matcher tag = TAG.matcher(filter);
        while (tag.find()) {
            in &= tag.group(2).equals(run.tags.get(tag.group(1)));
        }
        return in;
    }

    private Answer change(String call, JsonNode body) {
        Run run = runs.get(body.path("run_id").asText());
        if (run == null) {
            return absent();
        }
        if (run.deleted) {
            return wrong("must be in the 'active' state");
        }
        switch (call) {
            case "runs/delete" -> run.deleted = true;
            case "runs/update" -> {
                run.status = body.path("status").asText();
                run.end = body.path("end_time").asLong();
            }
            case "runs/log-inputs" ->
                body.path("datasets")
                        .forEach(input -> run.inputs.add(
                                input.path("dataset").path("name").asText()));
            default -> log(run, body);
        }
        return ok(Map.of());
    }

    private void log(Run run, JsonNode body) {
        largestBatch = Math.max(largestBatch, body.path("metrics").size());
        body.path("params")
                .forEach(entry -> run.parameters.put(
                        entry.path("key").asText(), entry.path("value").asText()));
        body.path("tags")
                .forEach(tag ->
                        run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
        for (JsonNode point : body.path("metrics")) {
            String key = point.path("key").asText();
            run.points.add("%s %d %d %s"
                    .formatted(
                            key,
                            point.path("step").asLong(),
                            point.path("timestamp").asLong(),
                            point.path("value").asText()));
            run.latest.merge(
                    key,
                    point,
                    (a, b) -> a.path("step").asLong() > b.path("step").asLong() ? a : b);
        }
    }

    private static Map<String, Object> json(Run run) {
        Map<String, Object> info = Map.of(
                "run_id", run.id,
                "experiment_id", run.experiment,
                "artifact_uri", "mlflow-artifacts:/" + run.id,
                "start_time", run.start,
                "end_time", run.end,
                "status", run.status,
                "lifecycle_stage", run.deleted ? "deleted" : "active");
        Map<String, Object> data = Map.of(
                "tags", MlflowRuns.pairs(run.tags),
                "params", MlflowRuns.pairs(run.parameters),
                "metrics", run.latest.values());
        return Map.of("info", info, "data", data, "inputs", Map.of("dataset_inputs", run.inputs));
    }

    private static JsonNode query(URI uri) {
        Map<String, String> values = new HashMap<>();
        for (String pair : uri.getQuery().split("&")) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return JSON.valueToTree(values);
    }

    private static Answer ok(Object body) {
        return new Answer(200, body);
    }

    private static Answer absent() {
        return new Answer(404, Map.of("error_code", "RESOURCE_DOES_NOT_EXIST", "message", "absent"));
    }

    private static Answer wrong(String message) {
        return new Answer(400, Map.of("error_code", "INVALID_PARAMETER_VALUE", "message", message));
    }
}
