package dev.lamarck.train.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.TorchStepCompiler;
import dev.lamarck.train.loop.Checkpoint;
import dev.lamarck.train.loop.Recipe;
import dev.lamarck.train.loop.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxExporterTest {

    private static final SplitData DIGITS = new DataLoader(List.of()).preset("digits", null, 1);

    @ParameterizedTest
    @CsvSource({
        "mlp-128, relu, false, 0.2",
        "mlp-128, gelu, false, 0",
        "cnn-32-64, relu, true, 0",
        "cnn-32-64, tanh, false, 0.1",
        "cnn-32-64-64, sigmoid, true, 0"
    })
    void onnxRuntimeComesToTheSameAnswers(
            String preset, String activation, boolean batchNorm, double dropout, @TempDir Path folder)
            throws Exception {
        Configuration configuration = new Configuration(
                Map.of("activation", activation, "batch_norm", batchNorm, "dropout", dropout, "learning_rate", 3e-3));
        SplitData.Scale scale = DIGITS.scale();
        Recipe recipe = Recipe.of(
                preset, configuration, new Recipe.Fit(new ImageShape(1, 8, 8), 10, scale.mean(), scale.std()));
        ModelPackage.Check check;
        try (TorchStepCompiler compiler = new TorchStepCompiler()) {
            Checkpoint trained = new TrainingRun(recipe, 10, 1, new Silent(), () -> false)
                    .run(compiler, DIGITS.train(), DIGITS.validation(), null, 2);
            float[] logits = compiler.evaluate(recipe.architecture(), trained.state(), DIGITS.test());

            check = new ModelPackage(recipe.architecture(), configuration)
                    .write(trained.state(), DIGITS.test(), logits, folder);
        }

        assertThat(check.rows()).isEqualTo(DIGITS.test().rows());
        assertThat(check.maxProbabilityDifference()).isLessThan(1e-5);
        assertThat(check.labelAgreement()).isEqualTo(1);
        assertThat(folder).isDirectoryContaining("glob:**model.onnx");
    }

    private static final class Silent implements TrainingRun.Listener {

        @Override
        public void epoch(int epoch, Map<String, Double> metrics) {}

        @Override
        public void progress(int epoch, double share) {}
    }
}
