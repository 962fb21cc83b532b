package dev.lamarck.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.SafeTensors;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.CallLength;
import dev.lamarck.train.engine.NetworkState;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRunTest {

    private static final SplitData DIGITS = new DataLoader(List.of()).preset("digits", null, 1);
    private static final Configuration WITH_DROPOUT =
            new Configuration(Map.of("dropout", 0.2, "optimizer", "adam", "learning_rate", 3e-3, "batch_size", 32));
    private static TorchStepCompiler compiler;

    @BeforeAll
    static void start() {
        compiler = new TorchStepCompiler();
    }

    @AfterAll
    static void stop() {
        compiler.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam"})
    void learnsDigits(String optimizer) {
        double rate = optimizer.equals("sgd") ? 0.05 : 3e-3;
        Configuration configuration = new Configuration(
                Map.of("optimizer", optimizer, "learning_rate", rate, "momentum", 0.9, "batch_size", 32));
        Recorder recorder = new Recorder();

        run("mlp-128", configuration, recorder, () -> false)
                .run(compiler, DIGITS.train(), DIGITS.validation(), null, 9);

        assertThat(recorder.epochs).hasSize(9);
        assertThat(recorder.epochs.getLast().get("val_accuracy")).isGreaterThan(0.93);
        assertThat(recorder.epochs.getLast().get("train_loss"))
                .isLessThan(recorder.epochs.getFirst().get("train_loss") / 2);
    }

    @Test
    void aRunStoppedAtEveryCallEqualsAnUninterruptedOneBitForBit() {
        Recorder whole = new Recorder();
        Checkpoint expected = run("cnn-32-64", WITH_DROPOUT, whole, () -> false, 7)
                .run(compiler, DIGITS.train(), DIGITS.validation(), null, 2);

        Recorder pieces = new Recorder();
        Checkpoint at = null;
        int slices = 0;
        while (at == null || at.epoch() < 2) {
            boolean[] begun = {false};
            BooleanSupplier stop = () -> {
                boolean before = begun[0];
                begun[0] = true;
                return before;
            };
            at = run("cnn-32-64", WITH_DROPOUT, pieces, stop, 7)
                    .run(compiler, DIGITS.train(), DIGITS.validation(), at, 2);
            slices++;
        }

        assertThat(slices).isEqualTo(10);
        assertThat(bytes(at.state())).isEqualTo(bytes(expected.state()));
        assertThat(pieces.epochs).isEqualTo(whole.epochs);
    }

    private static TrainingRun run(
            String preset, Configuration configuration, Recorder recorder, BooleanSupplier stop) {
        return run(preset, configuration, recorder, stop, 0);
    }

    private static TrainingRun run(
            String preset, Configuration configuration, Recorder recorder, BooleanSupplier stop, int callLength) {
        SplitData.Scale scale = DIGITS.scale();
        Recipe recipe = Recipe.of(
                preset, configuration, new Recipe.Fit(new ImageShape(1, 8, 8), 10, scale.mean(), scale.std()));
        int length = callLength > 0
                ? callLength
                : CallLength.steps(recipe.architecture(), recipe.settings().batchSize());
        return new TrainingRun(recipe, length, 42, recorder, stop);
    }

    private static Map<String, List<Byte>> bytes(NetworkState state) {
        Map<String, List<Byte>> all = new HashMap<>();
        for (Map.Entry<String, SafeTensors.Tensor> entry : state.tensors().entrySet()) {
            List<Byte> values = new ArrayList<>();
            var data = entry.getValue().data().duplicate();
            while (data.hasRemaining()) {
                values.add(data.get());
            }
            all.put(entry.getKey(), values);
        }
        return all;
    }

    private static final class Recorder implements TrainingRun.Listener {

        private final List<Map<String, Double>> epochs = new ArrayList<>();

        @Override
        public void epoch(int epoch, Map<String, Double> metrics) {
            epochs.add(metrics);
        }

        @Override
        public void progress(int epoch, double share) {}
    }
}
