package dev.lamarck.train.loop;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer process is asked for, as the JSON file that LAMARCK_REQUEST names. Steps count from 1: those after
 * {@code after}, up to and including {@code to} are to be done.
 *
 * @param task train, evaluate, export or explain
 * @param unit of a step, always epoch for the built-in trainers
 * @param deadline by which it is to have returned with a checkpoint; null for none
 * @param models for evaluate, export and explain: what was trained
 * @param methods for explain: the names of the ways to explain; empty for other tasks
 */
public record TrainerRequest(
        String task,
        String study,
        String trial,
        int rung,
        int attempt,
        String preset,
        Map<String, Object> parameters,
        Data data,
        long seed,
        String unit,
        int after,
        int to,
        int threads,
        String device,
        @Nullable String deadline,
        List<Model> models,
        List<String> methods) {

    public static final String TRAIN = "train";
    public static final String EVALUATE = "evaluate";
    public static final String EXPORT = "export";
    public static final String EXPLAIN = "explain";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Requests written before there were methods have none. */
    public TrainerRequest {
        methods = Objects.requireNonNullElse(methods, List.of());
    }

    /** A request of any task but explain. */
    public TrainerRequest(
            String task,
            String study,
            String trial,
            int rung,
            int attempt,
            String preset,
            Map<String, Object> parameters,
            Data data,
            long seed,
            String unit,
            int after,
            int to,
            int threads,
            String device,
            @Nullable String deadline,
            List<Model> models) {
        this(
                task,
                study,
                trial,
                rung,
                attempt,
                preset,
                parameters,
                data,
                seed,
                unit,
                after,
                to,
                threads,
                device,
                deadline,
                models,
                List.of());
    }

    /** Paths of the splits that the task may read, and what a network has to fit. */
    public record Data(
            @Nullable String train,
            @Nullable String validation,
            @Nullable String test,
            String fingerprint,
            int channels,
            int height,
            int width,
            int classes,
            double mean,
            double std) {

        Recipe.Fit fit() {
            return new Recipe.Fit(new ImageShape(channels, height, width), classes, mean, std);
        }
    }

    /** A trained model: its parameters and the folder of its checkpoint. */
    public record Model(Map<String, Object> parameters, String checkpoint) {}

    public static TrainerRequest read(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), TrainerRequest.class);
    }

    public void write(Path file) throws IOException {
        Files.write(file, JSON.writeValueAsBytes(this));
    }

    Recipe recipe() {
        return Recipe.of(preset, new Configuration(parameters), data.fit());
    }

    Recipe recipe(Model model) {
        return Recipe.of(preset, new Configuration(model.parameters()), data.fit());
    }

    boolean isPastDeadline() {
        return deadline != null && Instant.now().isAfter(Instant.parse(deadline));
    }
}
