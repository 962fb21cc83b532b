package dev.lamarck.train.loop;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer process is asked for, as the JSON file that LAMARCK_REQUEST names. Steps count from 1: those after
 * {@code after}, up to and including {@code to} are to be done.
 *
 * @param task train, evaluate, export, explain, measure or compare
 * @param unit of a step, always epoch for the built-in trainers
 * @param deadline by which it is to have returned with a checkpoint; null for none
 * @param subject of any task but train
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
        Subject subject) {

    public static final String TRAIN = "train";
    public static final String EVALUATE = "evaluate";
    public static final String EXPORT = "export";
    public static final String EXPLAIN = "explain";
    public static final String MEASURE = "measure";
    public static final String COMPARE = "compare";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * What tasks other than train are about; each uses what it needs.
     *
     * @param models for evaluate, export and explain: what was trained
     * @param methods for explain: the names of attribution methods
     * @param exported for measure and compare: paths of ONNX models; for compare the champion, then the challenger
     * @param seen for compare: paths of splits whose rows are left out
     */
    public record Subject(List<Model> models, List<String> methods, List<String> exported, List<String> seen) {

        public static final Subject NONE = new Subject(List.of(), List.of(), List.of(), List.of());

        public static Subject of(List<Model> models, List<String> methods) {
            return new Subject(models, methods, List.of(), List.of());
        }
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
}
