package dev.lamarck.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerExplainTest {

    private static final SplitData DIGITS = new DataLoader(List.of()).preset("digits", null, 1);
    private static StepCompiler compiler;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        compiler = new TorchStepCompiler();
    }

    @AfterAll
    static void stop() {
        compiler.close();
    }

    @BeforeEach
    void train() throws IOException {
        DataFile.write(DIGITS.validation(), folder.resolve("validation.safetensors"));
        Recipe recipe = Recipe.of("mlp-128", Configuration.EMPTY, data().fit());
        new TrainingRun(recipe, 10, 1, new Silent(), () -> false)
                .run(compiler, DIGITS.train(), DIGITS.validation(), null, 1)
                .write(folder.resolve("checkpoint"));
    }

    @Test
    void explainsOnTheValidationSplit() throws IOException {
        JsonNode last = answer(List.of("integrated-gradients"));

        assertThat(last.get("done").asBoolean()).isTrue();
        JsonNode method = last.at("/result/methods/0");
        assertThat(method.get("name").asText()).isEqualTo("integrated-gradients");
        assertThat(method.get("deletionAuc").asDouble())
                .isLessThan(method.get("randomDeletionAuc").asDouble());
        assertThat(folder.resolve("artifacts/explanation.json")).isRegularFile();
        assertThat(folder.resolve("artifacts").resolve(method.at("/images/0").asText()))
                .isRegularFile();
        JsonNode row = last.at("/result/rows/3");
        assertThat(row.get("label").asInt())
                .isEqualTo(DIGITS.validation().labels()[row.get("row").asInt()]);
    }

    @Test
    void reportsAMethodThatDoesNotExist() throws IOException {
        JsonNode last = answer(List.of("saliency", "grad-cam"));

        assertThat(last.get("failed").asText()).isEqualTo("INVALID_CONFIGURATION");
        assertThat(last.get("message").asText())
                .contains("'grad-cam'")
                .contains("[saliency, integrated-gradients, occlusion]");
    }

    private JsonNode answer(List<String> methods) throws IOException {
        Path report = folder.resolve("report.jsonl");
        request(methods).write(folder.resolve("request.json"));
        new Trainer(compiler, new AtomicBoolean())
                .answer(new Trainer.Attempt(
                        folder.resolve("request.json"),
                        report,
                        null,
                        folder.resolve("out"),
                        folder.resolve("artifacts")));
        return new ObjectMapper().readTree(Files.readAllLines(report).getLast());
    }

    private TrainerRequest request(List<String> methods) {
        TrainerRequest.Model model =
                new TrainerRequest.Model(Map.of(), folder.resolve("checkpoint").toString());
        return new TrainerRequest(
                TrainerRequest.EXPLAIN,
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
                TrainerRequest.Subject.of(List.of(model), methods));
    }

    private TrainerRequest.Data data() {
        SplitData.Scale scale = DIGITS.scale();
        String validation = folder.resolve("validation.safetensors").toString();
        return new TrainerRequest.Data(null, validation, null, "digits", 1, 8, 8, 10, scale.mean(), scale.std());
    }

    private static final class Silent implements TrainingRun.Listener {

        @Override
        public void epoch(int epoch, Map<String, Double> metrics) {}

        @Override
        public void progress(int epoch, double share) {}
    }
}
