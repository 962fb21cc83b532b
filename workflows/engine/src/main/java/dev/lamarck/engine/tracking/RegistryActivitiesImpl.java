package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.RegistryActivities;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.TrackingActivities.CloseRequest;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.LedgerException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Registers winners as model versions that Python loads. */
public final class RegistryActivitiesImpl implements RegistryActivities {

    private static final String DIGEST_TAG = "lamarck.digest";

    private final MlflowApi api;
    private final ModelRegistry registry;
    private final ArtifactStore store;
    private final Ledger ledger;

    public RegistryActivitiesImpl(MlflowApi api, ArtifactStore store) {
        this.api = api;
        this.registry = new ModelRegistry(api);
        this.store = store;
        this.ledger = new Ledger(store);
    }

    @Override
    public Registration register(CloseRequest request) {
        StudyDocument document = ledger.document(request.study())
                .orElseThrow(() -> new LedgerException("Study %s has left no document".formatted(request.study())));
        WinnerResult winner = document.result().winner();
        if (winner == null) {
            throw new LedgerException("Study %s has no winner to register".formatted(request.study()));
        }
        String name = document.spec().model();
        registry.createModel(name);
        Optional<String> known = version(name, document);
        if (known.isPresent() && isPast(name, known.get())) {
            return new Registration(name, known.get(), "");
        }
        String version = known.isPresent() ? known.get() : createVersion(request, document, winner);
        return new Registration(name, version, alias(name, version, document));
    }

    @Override
    public Champion champion(ModelRequest request) {
        return new Champion(
                registry.aliased(request.model(), ModelRegistry.CHAMPION).orElse(null));
    }

    @Override
    public PromoteResult promote(PromoteRequest request) {
        return registry.promote(request);
    }

    /** The version that an earlier attempt made. */
    private Optional<String> version(String name, StudyDocument document) {
        return newest("name = '%s' and tags.`%s` = '%s'".formatted(name, DIGEST_TAG, identity(document)));
    }

    /** Whether a version had its turn: there is a newer one, or it was champion once. Its aliases are others' business. */
    private boolean isPast(String name, String version) {
        Optional<String> champion =
                registry.aliased(name, ModelRegistry.CHAMPION).map(Version::version);
        boolean overtaken = champion.isPresent()
                && !champion.get().equals(version)
                && registry.history(name).stream()
                        .anyMatch(promotion -> promotion.version().equals(version));
        return overtaken || !newest("name = '%s'".formatted(name)).equals(Optional.of(version));
    }

    private Optional<String> newest(String filter) {
        JsonNode found = api.get(
                        "model-versions/search",
                        Map.of("filter", filter, "max_results", "1", "order_by", "version_number DESC"))
                .path("model_versions");
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.path(0).path("version").asText());
    }

    private String createVersion(CloseRequest request, StudyDocument document, WinnerResult winner) {
        String modelId = logModel(request, document, winner);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", document.spec().model());
        body.put("source", "models:/" + modelId);
        body.put("run_id", request.parent().runId());
        body.put("model_id", modelId);
        body.put("description", new StudyNote(document).markdown());
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(DIGEST_TAG, identity(document));
        tags.put(Tags.STUDY, document.spec().name());
        tags.put(Tags.TRIAL, Integer.toString(winner.trial()));
        tags.put("lamarck.checkpoint_sha256", winner.model().checkpointSha256());
        tags.put(ModelRegistry.FOLDER_TAG, winner.model().folder());
        tags.put(ModelRegistry.TRAINED_ON_TAG, document.spec().data().fingerprint());
        tags.put(ModelRegistry.METRICS_TAG, ModelRegistry.write(winner.metrics()));
        body.put("tags", MlflowRuns.pairs(tags));
        return api.post("model-versions/create", body)
                .path("model_version")
                .path("version")
                .asText();
    }

    /** The winner as a logged model; what an earlier attempt left unfinished is finished. */
    private String logModel(CloseRequest request, StudyDocument document, WinnerResult winner) {
        String run = request.parent().runId();
        JsonNode info = loggedModel(request, document);
        String modelId = info.path("model_id").asText();
        String address = info.path("artifact_uri").asText();
        ArtifactFolder folder = ArtifactFolder.open(store, winner.model().folder());
        ModelFiles files =
                new ModelFiles(document, winner, read(folder, "model.onnx"), read(folder, "input_example.json"));
        files.write(modelId, address, run).forEach((path, bytes) -> api.upload(address, path, bytes));
        api.patch("logged-models/" + modelId, Map.of("model_id", modelId, "status", "LOGGED_MODEL_READY"));
        if (!isOutput(run, modelId)) {
            api.post("runs/outputs", Map.of("run_id", run, "models", List.of(Map.of("model_id", modelId, "step", 0))));
        }
        api.post("runs/log-batch", Map.of("run_id", run, "metrics", metrics(document, winner, modelId)));
        return modelId;
    }

    private JsonNode loggedModel(CloseRequest request, StudyDocument document) {
        String experiment = request.parent().experimentId();
        Map<String, String> identity = Map.of(DIGEST_TAG, identity(document));
        JsonNode found = api.post(
                        "logged-models/search",
                        Map.of("experiment_ids", List.of(experiment), "filter", MlflowRuns.conditions(identity)))
                .path("models");
        if (!found.isEmpty()) {
            return found.path(0).path("info");
        }
        return api.post(
                        "logged-models",
                        Map.of(
                                "experiment_id", experiment,
                                "name", document.spec().model(),
                                "model_type", "onnx",
                                "source_run_id", request.parent().runId(),
                                "params", List.of(),
                                "tags", MlflowRuns.pairs(identity)))
                .path("model")
                .path("info");
    }

    /** MLflow refuses to be told twice. */
    private boolean isOutput(String run, String modelId) {
        JsonNode outputs = api.get("runs/get", Map.of("run_id", run))
                .path("run")
                .path("outputs")
                .path("model_outputs");
        for (JsonNode output : outputs) {
            if (output.path("model_id").asText().equals(modelId)) {
                return true;
            }
        }
        return false;
    }

    /** The winner's metrics once more, as the model's. */
    private static List<Map<String, Object>> metrics(StudyDocument document, WinnerResult winner, String modelId) {
        List<Map<String, Object>> metrics = new ArrayList<>();
        winner.metrics()
                .forEach((key, value) -> metrics.add(Map.of(
                        "key",
                        key,
                        "value",
                        value,
                        "timestamp",
                        document.endedMillis(),
                        "step",
                        0,
                        "model_id",
                        modelId,
                        "dataset_name",
                        document.spec().data().name(),
                        "dataset_digest",
                        document.spec().data().fingerprint().substring(0, 32))));
        return metrics;
    }

    /** A first version becomes champion; any other, and any of a night, waits as challenger. */
    private String alias(String name, String version, StudyDocument document) {
        Optional<String> champion =
                registry.aliased(name, ModelRegistry.CHAMPION).map(Version::version);
        if (champion.isPresent() && champion.get().equals(version)) {
            return ModelRegistry.CHAMPION;
        }
        String study = document.spec().name();
        if (champion.isEmpty()
                && document.spec().nightly() == null
                && registry.promote(new PromoteRequest(
                                name, version, null, "study " + study, "the first version", document.endedMillis()))
                        .promoted()) {
            return ModelRegistry.CHAMPION;
        }
        registry.setAlias(name, ModelRegistry.CHALLENGER, version);
        return ModelRegistry.CHALLENGER;
    }

    /** What tells a study's winner from that of an earlier study of the same name. */
    private static String identity(StudyDocument document) {
        return document.digest() + "-" + document.startedMillis();
    }

    private static byte[] read(ArtifactFolder folder, String name) {
        try {
            return Files.readAllBytes(folder.file(name));
        } catch (IOException e) {
            throw new ArtifactException("Cannot read %s of %s.".formatted(name, folder.key()), e);
        }
    }
}
