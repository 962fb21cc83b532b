package dev.lamarck.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.engine.TorchStepCompiler;
import dev.lamarck.train.evaluate.Classification;
import dev.lamarck.train.export.ModelPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks measure and compare, on two models of one epoch and of six. */
class TrainerCompareTest {

    private static final SplitData DIGITS = new DataLoader(List.of()).preset("digits", null, 1);
    private static final Configuration CONFIGURATION = new Configuration(Map.of("learning_rate", 3e-3));

    @TempDir
    private static Path models;

    @TempDir
    private Path folder;

    private static StepCompiler compiler;
    private static Exported early;
    private static Exported late;

    /** An ONNX model and what the training engine says of it. */
    private record Exported(String file, Map<String, Double> validation, Map<String, Double> test) {}

    @BeforeAll
    static void exportModels() throws IOException {
        compiler = new TorchStepCompiler();
        early = export("early", 1);
        late = export("late", 6);
    }

    @AfterAll
    static void stop() {
        compiler.close();
    }

    @BeforeEach
    void writeSplits() throws IOException {
        DataFile.write(DIGITS.train(), folder.resolve("train.safetensors"));
        DataFile.write(DIGITS.validation(), folder.resolve("validation.safetensors"));
        DataFile.write(DIGITS.test(), folder.resolve("test.safetensors"));
    }

    @Test
    void measuresAnExportedModelAsTheTrainingEngineDoes() throws IOException {
        JsonNode result = result(answer(TrainerRequest.MEASURE, List.of(late.file()), List.of()));

        assertThat(result.get("accuracy").asDouble())
                .isEqualTo(late.validation().get("val_accuracy"), within(1e-12))
                .isGreaterThan(0.7);
    }

    @Test
    void saysWhatGuessingWouldGive() throws IOException {
        int[] counts = new int[10];
        Arrays.stream(DIGITS.validation().labels()).forEach(label -> counts[label]++);

        JsonNode result = result(answer(TrainerRequest.MEASURE, List.of(late.file()), List.of()));

        assertThat(result.get("guessing").asDouble())
                .isEqualTo(Arrays.stream(counts).max().orElseThrow()
                        / (double) DIGITS.validation().rows());
    }

    @Test
    void comparesChampionAndChallengerOnTheTestSplit() throws IOException {
        JsonNode result = result(answer(TrainerRequest.COMPARE, List.of(early.file(), late.file()), List.of()));

        assertThat(result.get("rows").asInt()).isEqualTo(DIGITS.test().rows());
        assertThat(result.at("/champion/accuracy").asDouble())
                .isEqualTo(early.test().get("test_accuracy"), within(1e-12));
        assertThat(result.at("/challenger/accuracy").asDouble())
                .isEqualTo(late.test().get("test_accuracy"), within(1e-12));
        assertThat(result.at("/challenger/recall_min_class").asDouble())
                .isEqualTo(late.test().get("test_recall_min_class"), within(1e-12));
        int gain = result.get("challengerOnly").asInt()
                - result.get("championOnly").asInt();
        assertThat((double) gain / DIGITS.test().rows())
                .isEqualTo(late.test().get("test_accuracy") - early.test().get("test_accuracy"), within(1e-12))
                .isPositive();
    }

    @Test
    void findsNoDifferenceBetweenAModelAndItself() throws IOException {
        JsonNode result = result(answer(TrainerRequest.COMPARE, List.of(late.file(), late.file()), List.of()));

        assertThat(result.get("championOnly").asInt()).isZero();
        assertThat(result.get("challengerOnly").asInt()).isZero();
    }

    @Test
    void leavesOutRowsThatWereSeenInTraining() throws IOException {
        ImageData seen = DIGITS.test().select(new int[] {0, 1, 2, 3, 4});
        DataFile.write(seen, folder.resolve("seen.safetensors"));

        JsonNode result = result(answer(
                TrainerRequest.COMPARE, List.of(early.file(), late.file()), List.of("train", "seen", "validation")));

        assertThat(result.get("rowsLeftOut").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(result.get("rows").asInt() + result.get("rowsLeftOut").asInt())
                .isEqualTo(DIGITS.test().rows());
    }

    @Test
    void refusesToCompareWithoutRows() throws IOException {
        JsonNode last = answer(TrainerRequest.COMPARE, List.of(early.file(), late.file()), List.of("test"));

        assertThat(last.get("failed").asText()).isEqualTo("DATA");
        assertThat(last.get("message").asText())
                .startsWith("Each of the %,d test rows was seen in training"
                        .formatted(DIGITS.test().rows()))
                .endsWith("Keep test rows in files of their own.");
    }

    @Test
    void callsAModelThatIsGoneAFailureOfTheInfrastructure() throws IOException {
        JsonNode last =
                answer(TrainerRequest.MEASURE, List.of(folder.resolve("gone").toString()), List.of());

        assertThat(last.get("failed").asText()).isEqualTo("INFRASTRUCTURE");
    }

    private JsonNode answer(String task, List<String> exported, List<String> seen) throws IOException {
        Path report = folder.resolve("report.jsonl");
        List<String> splits = seen.stream().map(this::split).toList();
        new TrainerRequest(
                        task,
                        "study",
                        "trial",
                        0,
                        1,
                        "mlp-128",
                        Map.of(),
                        data(),
                        7,
                        "epoch",
                        0,
                        0,
                        1,
                        "cpu",
                        null,
                        new TrainerRequest.Subject(List.of(), List.of(), exported, splits))
                .write(folder.resolve("request.json"));
        new Trainer(compiler, new AtomicBoolean())
                .answer(new Trainer.Attempt(
                        folder.resolve("request.json"),
                        report,
                        null,
                        folder.resolve("out"),
                        folder.resolve("artifacts")));
        return new ObjectMapper().readTree(Files.readAllLines(report).getLast());
    }

    private static JsonNode result(JsonNode last) {
        assertThat(last.path("done").asBoolean()).as("%s", last).isTrue();
        return last.get("result");
    }

    private TrainerRequest.Data data() {
        return new TrainerRequest.Data(
                null,
                split("validation"),
                split("test"),
                "digits",
                1,
                8,
                8,
                10,
                DIGITS.scale().mean(),
                DIGITS.scale().std());
    }

    private String split(String name) {
        return folder.resolve(name + ".safetensors").toString();
    }

    private static Exported export(String name, int epochs) throws IOException {
        SplitData.Scale scale = DIGITS.scale();
        Recipe recipe = Recipe.of(
                "mlp-128", CONFIGURATION, new Recipe.Fit(DIGITS.train().shape(), 10, scale.mean(), scale.std()));
        Checkpoint trained = new TrainingRun(recipe, 10, 1, new Silent(), () -> false)
                .run(compiler, DIGITS.train(), DIGITS.validation(), null, epochs);
        float[] validation = compiler.evaluate(recipe.architecture(), trained.state(), DIGITS.validation());
        float[] test = compiler.evaluate(recipe.architecture(), trained.state(), DIGITS.test());
        Path target = Files.createDirectories(models.resolve(name));
        new ModelPackage(recipe.architecture(), CONFIGURATION).write(trained.state(), DIGITS.test(), test, target);
        return new Exported(
                target.resolve("model.onnx").toString(),
                Classification.metrics(validation, DIGITS.validation().labels(), 10, "val_"),
                Classification.metrics(test, DIGITS.test().labels(), 10, "test_"));
    }

    private static final class Silent implements TrainingRun.Listener {

        @Override
        public void epoch(int epoch, Map<String, Double> metrics) {}

        @Override
        public void progress(int epoch, double share) {}
    }
}
