package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.contract.EvaluationActivities.Packaged;
import dev.lamarck.contract.RegistryActivities.PromoteRequest;
import dev.lamarck.contract.RegistryActivities.PromoteResult;
import dev.lamarck.contract.RegistryActivities.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions of a registered model, which of them is the champion, and how it became so. */
public final class ModelRegistry {

    public static final String CHAMPION = "champion";
    public static final String CHALLENGER = "challenger";
    public static final String PREVIOUS = "previous";

    static final String FOLDER_TAG = "lamarck.model_folder";
    static final String TRAINED_ON_TAG = "lamarck.trained_on";
    static final String METRICS_TAG = "lamarck.metrics";

    private static final String PROMOTION_TAG = "lamarck.promotion.";
    private static final String EXISTS = "RESOURCE_ALREADY_EXISTS";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A change of champion.
     *
     * @param previous the version before; null for the first
     * @param by a night, a study or a person
     */
    public record Promotion(
            long atMillis, String version, @Nullable String previous, String by, String reason) {}

    private final MlflowApi api;

    public ModelRegistry(MlflowApi api) {
        this.api = api;
    }

    void createModel(String model) {
        try {
            api.post("registered-models/create", Map.of("name", model));
        } catch (MlflowException e) {
            if (!e.isCode(EXISTS)) {
                throw e;
            }
        }
    }

    /** Whether there is a registered model of that name. */
    public boolean exists(String model) {
        return found("registered-models/get", Map.of("name", model)).isPresent();
    }

    /** The version that an alias names; empty if the model has no such alias. */
    public Optional<Version> aliased(String model, String alias) {
        return found("registered-models/alias", Map.of("name", model, "alias", alias))
                .map(ModelRegistry::version);
    }

    /** A version by its number. */
    public Optional<Version> version(String model, String number) {
        return found("model-versions/get", Map.of("name", model, "version", number))
                .map(ModelRegistry::version);
    }

    void setAlias(String model, String alias, String version) {
        api.post("registered-models/alias", Map.of("name", model, "alias", alias, "version", version));
    }

    /**
     * Makes a version the champion if the champion is the one that is expected. May be repeated: what an earlier attempt
     * did is not done again.
     */
    public PromoteResult promote(PromoteRequest request) {
        String model = request.model();
        String current = aliased(model, CHAMPION).map(Version::version).orElse(null);
        if (!request.version().equals(current)) {
            // An earlier attempt may have promoted it, and somebody has taken it back since.
            boolean overruled = history(model).stream().anyMatch(change -> change.atMillis() > request.atMillis());
            if (overruled || !Objects.equals(current, request.expected())) {
                return new PromoteResult(current == null ? "" : current, false);
            }
            keep(request);
            if (current != null) {
                setAlias(model, PREVIOUS, current);
            }
            setAlias(model, CHAMPION, request.version());
        }
        if (aliased(model, CHALLENGER)
                .filter(version -> version.version().equals(request.version()))
                .isPresent()) {
            api.delete("registered-models/alias", Map.of("name", model, "alias", CHALLENGER));
        }
        return new PromoteResult(request.version(), true);
    }

    /** All changes of champion, newest first. */
    public List<Promotion> history(String model) {
        List<Promotion> history = new ArrayList<>();
        JsonNode tags = found("registered-models/get", Map.of("name", model))
                .map(answer -> answer.path("registered_model").path("tags"))
                .orElse(JSON.missingNode());
        for (JsonNode tag : tags) {
            if (tag.path("key").asText().startsWith(PROMOTION_TAG)) {
                history.add(read(tag.path("value").asText(), new TypeReference<>() {}));
            }
        }
        history.sort(Comparator.comparingLong(Promotion::atMillis).reversed());
        return history;
    }

    private void keep(PromoteRequest request) {
        Promotion promotion = new Promotion(
                request.atMillis(), request.version(), request.expected(), request.by(), request.reason());
        api.post(
                "registered-models/set-tag",
                Map.of("name", request.model(), "key", PROMOTION_TAG + request.atMillis(), "value", write(promotion)));
    }

    private Optional<JsonNode> found(String call, Map<String, String> query) {
        try {
            return Optional.of(api.get(call, query));
        } catch (MlflowException e) {
            if (e.status() == 400 || e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Version version(JsonNode answer) {
        JsonNode version = answer.path("model_version");
        Map<String, String> tags = new LinkedHashMap<>();
        version.path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        String folder = tags.get(FOLDER_TAG);
        String trainedOn = tags.get(TRAINED_ON_TAG);
        Packaged packaged = folder == null || trainedOn == null ? null : new Packaged(folder, trainedOn);
        String metrics = tags.getOrDefault(METRICS_TAG, "{}");
        return new Version(
                version.path("version").asText(),
                packaged,
                read(metrics, new TypeReference<>() {}),
                tags.get(Tags.STUDY),
                version.path("run_id").asText());
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every tag can be written as JSON", e);
        }
    }

    private static <T> T read(String text, TypeReference<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new MlflowException("A tag of the registry was changed and cannot be read: " + text, e);
        }
    }
}
