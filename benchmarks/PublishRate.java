import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.PublishWorkflow.PublishRequest;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import io.temporal.client.WorkflowOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The Java side of publish_rate.sh: trials a second that PublishWorkflow writes from a ledger into MLflow, and the rate of
 * raw REST calls with the same content from as many threads, in turns.
 */
final class PublishRate {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long START = 1_790_000_000_000L;
    private static final List<Integer> RUNGS = List.of(3, 9, 27);
    private static final List<String> SERIES =
            List.of("train_loss", "val_loss", "val_accuracy", "system/cpu", "system/memory");
    private static final int PARAMETERS = 8;
    private static final int ABREAST = 48;
    private static final int RECORDS = 32;
    private static final int THREADS = 4;

    /** The servers, and how much to write. */
    private record Setting(String temporal, URI mlflow, long pid, Path store, int trials, int rounds) {}

    private final Setting setting;
    private final ArtifactStore store;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private PublishRate(Setting setting) {
        this.setting = setting;
        this.store = FileArtifactStore.at(setting.store());
    }

    public static void main(String[] arguments) throws Exception {
        new PublishRate(new Setting(
                        arguments[0],
                        URI.create(arguments[1]),
                        Long.parseLong(arguments[2]),
                        Path.of(arguments[3]),
                        Integer.parseInt(arguments[4]),
                        Integer.parseInt(arguments[5])))
                .compare();
    }

    private void compare() throws Exception {
        List<Double> ratios = new ArrayList<>();
        System.out.printf("%d trials of %d points%n", setting.trials(), SERIES.size() * RUNGS.getLast());
        System.out.println("round       publisher              raw      raw, no data sets   publisher : raw");
        for (int round = 1; round <= setting.rounds(); round++) {
            String name = "publish-rate-%d-%d".formatted(System.currentTimeMillis(), round);
            StudySpec spec = spec(name);
            writeLedger(spec);
            // What comes later meets a larger database: the order changes with each round.
            Cost published = round % 2 == 1 ? published(spec) : Cost.NONE;
            Cost raw = raw(spec, true);
            Cost fewer = raw(spec, false);
            published = round % 2 == 1 ? published : published(spec);
            requireAll(name);
            ratios.add(published.rate() / raw.rate());
            System.out.printf(
                    "%5d %s %s %s %9.2f (%.2f)%n",
                    round, published, raw, fewer, published.rate() / raw.rate(), published.rate() / fewer.rate());
        }
        ratios.sort(null);
        System.out.printf("median ratio %.2f%n", ratios.get(ratios.size() / 2));
        http.close();
    }

    /** Trials a second, and what a trial costs MLflow, in milliseconds of CPU. */
    private record Cost(double rate, double cpuMillis) {

        static final Cost NONE = new Cost(0, 0);

        @Override
        public String toString() {
            return "%5.1f /s %5.1f ms".formatted(rate, cpuMillis);
        }
    }

    private final class Watch {

        private final long begin = System.nanoTime();
        private final Duration cpu = cpu();

        Cost cost() {
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Cost(
                    setting.trials() / seconds, cpu().minus(cpu).toNanos() / 1e6 / setting.trials());
        }

        private Duration cpu() {
            return ProcessHandle.of(setting.pid())
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElse(Duration.ZERO);
        }
    }

    // The publisher

    private Cost published(StudySpec spec) {
        try (TemporalConnection connection = TemporalConnection.open(setting.temporal(), "publish-rate")) {
            PublishWorkflow publisher = connection
                    .client()
                    .newWorkflowStub(
                            PublishWorkflow.class,
                            WorkflowOptions.newBuilder()
                                    .setWorkflowId(Names.publishWorkflow(spec.name()))
                                    .setTaskQueue(Names.TRACKING_QUEUE)
                                    .build());
            Watch watch = new Watch();
            publisher.publish(new PublishRequest(spec, "digest", START, true, null));
            return watch.cost();
        }
    }

    private void writeLedger(StudySpec spec) throws IOException {
        Ledger ledger = new Ledger(store);
        ledger.begin(new StudyRequest(spec, "digest"));
        List<LedgerRecord> records = new ArrayList<>();
        for (int from = 0; from < setting.trials(); from += ABREAST) {
            for (int rung = 0; rung < RUNGS.size(); rung++) {
                for (int id = from; id < Math.min(setting.trials(), from + ABREAST); id++) {
                    TrialRecord change = new TrialRecord(trial(id, rung), List.of(slice(spec.name(), id, rung)));
                    records.add(new LedgerRecord(records.size(), new StudyEvent.Exhausted(START), List.of(change)));
                }
            }
        }
        String previous = "";
        int segments = 0;
        for (int number = 1; (number - 1) * RECORDS < records.size(); number++) {
            List<LedgerRecord> segment =
                    records.subList((number - 1) * RECORDS, Math.min(records.size(), number * RECORDS));
            previous = ledger.append(new AppendRequest(spec.name(), number, previous, segment, List.of()))
                    .sha256();
            segments = number;
        }
        ledger.finish(new StudyDocument(
                spec,
                "digest",
                new StudyResult(StudyStatus.COMPLETED, Map.of("COMPLETED", setting.trials()), null, null),
                List.of(),
                null,
                segments,
                previous,
                START,
                time(setting.trials(), RUNGS.getLast() + 1)));
    }

    private String slice(String study, int id, int rung) throws IOException {
        Path folder = Files.createTempDirectory("publish-rate");
        List<String> lines = new ArrayList<>();
        for (int step = rung == 0 ? 1 : RUNGS.get(rung - 1) + 1; step <= RUNGS.get(rung); step++) {
            Map<String, Double> metrics = new LinkedHashMap<>();
            Map<String, Double> system = new LinkedHashMap<>();
            for (String key : SERIES) {
                if (key.startsWith("system/")) {
                    system.put(key.substring("system/".length()), value(id, step, key));
                } else {
                    metrics.put(key, value(id, step, key));
                }
            }
            lines.add(JSON.writeValueAsString(
                    Map.of("step", step, "time", time(id, step), "metrics", metrics, "system", system)));
        }
        Path report = folder.resolve("report.jsonl");
        Files.write(report, lines);
        String key = ArtifactKeys.attempt(study, Integer.toString(id), rung, 0, 1, "a");
        ArtifactFolder.write(store, key, folder);
        Files.delete(report);
        Files.delete(folder);
        return key;
    }

    private static Trial trial(int id, int rung) {
        boolean last = rung == RUNGS.size() - 1;
        int step = RUNGS.get(rung);
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < PARAMETERS; i++) {
            values.put("p" + i, parameter(id, i));
        }
        return new Trial(
                id,
                new Suggestion(new Configuration(values), "crossover", List.of(1, 2)),
                last ? TrialState.COMPLETED : TrialState.PAUSED,
                new Trial.Progress(rung, 1, step, rung + 1, 0, null),
                Map.of("val_accuracy", value(id, step, "val_accuracy")),
                new Trial.Period(time(id, 0), last ? time(id, RUNGS.getLast() + 1) : 0),
                last ? new Trial.Outcome(null, "reached the full budget") : null);
    }

    private static StudySpec spec(String name) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < PARAMETERS; i++) {
            parameters.add(new FloatParameter("p" + i, 0, 1, false, null, null));
        }
        return new StudySpec(
                name,
                TrainerSpec.preset("mlp"),
                new DataSpec(
                        "digits", 1, "ab".repeat(32), new DataSpec.Shape(1, 8, 8), 10, 0.1, 0.3, Map.of("train", 1_000)),
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                SearchSpace.of(parameters),
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(RUNGS, 3),
                Limits.ofTrials(1_000_000),
                ABREAST,
                StudySpec.Execution.in("cpu"),
                new FailureRules(3, FailureRules.OutOfMemory.FAIL, 3),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(1, 0),
                name,
                List.of(),
                List.of(),
                null);
    }

    // Raw calls

    private Cost raw(StudySpec spec, boolean inputs) throws Exception {
        String name = spec.name() + (inputs ? "-raw" : "-raw-fewer");
        String experiment =
                post("experiments/create", Map.of("name", name)).path("experiment_id").asText();
        if (inputs) {
            // Threads that write the same new data set at once are refused.
            String first = post("runs/create", Map.of("experiment_id", experiment))
                    .path("run")
                    .path("info")
                    .path("run_id")
                    .asText();
            rawInputs(first);
        }
        List<Callable<Void>> calls = new ArrayList<>();
        for (int trial = 0; trial < setting.trials(); trial++) {
            int id = trial;
            calls.add(() -> {
                rawTrial(experiment, spec, id, inputs);
                return null;
            });
        }
        Watch watch = new Watch();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        }
        return watch.cost();
    }

    private void rawTrial(String experiment, StudySpec spec, int id, boolean inputs) throws Exception {
        Map<String, String> tags = new LinkedHashMap<>(Map.of(
                "lamarck.study", spec.name(),
                "lamarck.role", "trial",
                "lamarck.trial", Integer.toString(id),
                "mlflow.user", "raw",
                "mlflow.source.name", "lamarck",
                "mlflow.source.type", "LOCAL",
                "mlflow.parentRunId", "0".repeat(32)));
        String run = post(
                        "runs/create",
                        Map.of(
                                "experiment_id", experiment,
                                "run_name", "%04d mlp".formatted(id),
                                "start_time", time(id, 0),
                                "tags", pairs(tags)))
                .path("run")
                .path("info")
                .path("run_id")
                .asText();
        Map<String, String> late = Map.of(
                "lamarck.state", "COMPLETED",
                "lamarck.operator", "crossover",
                "lamarck.rung", "3",
                "lamarck.parents", "1, 2",
                "lamarck.reason", "reached the full budget");
        Map<String, String> parameters = new TreeMap<>();
        for (int i = 0; i < PARAMETERS; i++) {
            parameters.put("p" + i, Double.toString(parameter(id, i)));
        }
        post("runs/log-batch", Map.of("run_id", run, "metrics", metrics(id), "params", pairs(parameters), "tags", pairs(late)));
        if (inputs) {
            rawInputs(run);
        }
        post("runs/update", Map.of("run_id", run, "status", "FINISHED", "end_time", time(id, RUNGS.getLast() + 1)));
    }

    private void rawInputs(String run) throws IOException, InterruptedException {
        post("runs/log-inputs", Map.of("run_id", run, "datasets", List.of(dataset("train"), dataset("validation"))));
    }

    private static List<Map<String, Object>> metrics(int id) {
        List<Map<String, Object>> metrics = new ArrayList<>();
        for (int step = 1; step <= RUNGS.getLast(); step++) {
            for (String key : SERIES) {
                metrics.add(Map.of("key", key, "value", value(id, step, key), "timestamp", time(id, step), "step", step));
            }
        }
        double objective = value(id, RUNGS.getLast(), "val_accuracy");
        metrics.add(Map.of(
                "key", "objective", "value", objective, "timestamp", time(id, RUNGS.getLast()), "step", RUNGS.getLast()));
        return metrics;
    }

    private static Map<String, Object> dataset(String split) {
        Map<String, Object> dataset = Map.of(
                "name", "digits-" + split,
                "digest", "ab".repeat(16),
                "source_type", "local",
                "source", "{\"fingerprint\": \"%s\", \"split\": 1}".formatted("ab".repeat(32)),
                "profile", "{\"num_rows\": 1000}");
        return Map.of("tags", pairs(Map.of("mlflow.data.context", split)), "dataset", dataset);
    }

    private static List<Map<String, String>> pairs(Map<String, String> values) {
        List<Map<String, String>> pairs = new ArrayList<>();
        values.forEach((key, value) -> pairs.add(Map.of("key", key, "value", value)));
        return pairs;
    }

    /** Both sides must have written all runs, or the rates say nothing. */
    private void requireAll(String study) throws Exception {
        for (String name : List.of(study, study + "-raw", study + "-raw-fewer")) {
            HttpRequest request = HttpRequest.newBuilder(
                            setting.mlflow().resolve("/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + name))
                    .build();
            String id = send(request).path("experiment").path("experiment_id").asText();
            int finished = post(
                            "runs/search",
                            Map.of(
                                    "experiment_ids", List.of(id),
                                    "filter", "tags.`lamarck.role` = 'trial' and attributes.status = 'FINISHED'",
                                    "max_results", 50_000))
                    .path("runs")
                    .size();
            if (finished != setting.trials()) {
                throw new IllegalStateException("%s has %d finished runs".formatted(name, finished));
            }
        }
    }

    private JsonNode post(String call, Object body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(setting.mlflow().resolve("/api/2.0/mlflow/" + call))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("%s answers %d: %s"
                    .formatted(request.uri(), response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
        }
        return JSON.readTree(response.body());
    }

    // The content

    private static double value(int id, int step, String key) {
        return 1 - Math.exp(-step / (5.0 + id % 7)) * (1 + key.length() / 100.0);
    }

    private static double parameter(int id, int number) {
        return (id * 37 + number * 11) % 1_000 / 1_000.0;
    }

    private static long time(int id, int step) {
        return START + id * 100L + step * 400L;
    }
}
