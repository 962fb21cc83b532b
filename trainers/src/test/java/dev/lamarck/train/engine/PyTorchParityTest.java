package dev.lamarck.train.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.loop.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

/** The losses were recorded by {@code benchmarks/pytorch_parity.py}, which is Python's eager PyTorch and no code of ours. */
class PyTorchParityTest {

    private static final float TOLERANCE = 1e-5f;
    private static final int FIRST_EPOCH = 1;
    private static TorchStepCompiler compiler;

    @BeforeAll
    static void start() {
        compiler = new TorchStepCompiler();
    }

    @AfterAll
    static void stop() {
        compiler.close();
    }

    static List<ArgumentSet> recorded() throws IOException {
        try (InputStream in = PyTorchParityTest.class.getResourceAsStream("pytorch-losses.json")) {
            Recording recording = new ObjectMapper().readValue(in, Recording.class);
            return recording.cases.stream()
                    .map(expected -> argumentSet(expected.title(), expected, recording.seed))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void trainsAsEagerPyTorchDoes(Case expected, long seed) {
        assumeThat(expected.configuration.containsKey("dropout") && !onX86())
                .as("PyTorch draws dropout from MKL on x86-64 only, so the recorded masks are of that processor")
                .isFalse();
        SplitData data = new DataLoader(List.of()).preset(expected.data, null, 1);
        Recipe recipe = recipe(expected, data);

        float[] losses;
        try (NetworkSession session = compiler.open(
                recipe.architecture(),
                recipe.optimizer(),
                recipe.settings(),
                data.train(),
                data.validation(),
                null,
                seed)) {
            session.shuffle(Seeds.order(seed, FIRST_EPOCH));
            losses = session.train(0, expected.losses.length, Seeds.dropout(seed, FIRST_EPOCH));
        }

        assertThat(losses).hasSize(20).containsExactly(expected.losses, within(TOLERANCE));
    }

    private static Recipe recipe(Case expected, SplitData data) {
        SplitData.Scale scale = data.scale();
        Recipe.Fit fit = new Recipe.Fit(data.train().shape(), data.train().classes(), scale.mean(), scale.std());
        return Recipe.of(expected.preset, new Configuration(expected.configuration), fit);
    }

    private static boolean onX86() {
        return List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    }

    private record Recording(String torch, String cpu, String date, String command, long seed, List<Case> cases) {}

    private record Case(String preset, String data, Map<String, Object> configuration, float[] losses) {

        String title() {
            return "%s on %s: %s".formatted(preset, data, configuration);
        }
    }
}
