package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainerTest {

    private static final SplitData DIGITS = new DataLoader(List.of()).preset("digits", null, 1);
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
    @ValueSource(strings = {"mlp-128", "cnn-32-64"})
    void findsWhatCountsInRealDigits(String preset, @TempDir Path folder) throws IOException {
        Trained trained = Trained.on(DIGITS, preset, 5, compiler);

        Explanation explanation = explain(trained, AttributionMethod.NAMES, folder, new ArrayList<>());

        assertThat(explanation.methods()).extracting(Explanation.Method::name).isEqualTo(AttributionMethod.NAMES);
        for (Explanation.Method method : explanation.methods()) {
            // Measured are about 0.06 by both others, 0.27 by saliency and 0.5 by random orders.
            double share = method.name().equals(Saliency.NAME) ? 0.8 : 0.3;
            assertThat(method.deletionAuc()).isLessThan(share * method.randomDeletionAuc());
        }
        Explanation.Method integrated = explanation.methods().get(1);
        assertThat(integrated.completenessError()).isLessThan(0.005);
        assertThat(integrated.largestCompletenessError()).isLessThan(0.01);
    }

    @Test
    void writesAnImageARowAndTheFigures(@TempDir Path folder) throws IOException {
        Trained trained = Trained.on(DIGITS, "mlp-128", 1, compiler);
        List<Double> shares = new ArrayList<>();

        Explanation explanation = explain(trained, List.of("saliency", "integrated-gradients"), folder, shares);

        assertThat(explanation.rows()).hasSize(16);
        assertThat(explanation.rows().subList(0, 10))
                .allSatisfy(row -> assertThat(row.predicted()).isEqualTo(row.label()));
        assertThat(explanation.rows().subList(10, 16))
                .allSatisfy(row -> assertThat(row.predicted()).isNotEqualTo(row.label()))
                .isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()));
        for (Explanation.Method method : explanation.methods()) {
            assertThat(method.images()).hasSize(16).startsWith(method.name() + "/00.png");
            for (String name : method.images()) {
                BufferedImage image = ImageIO.read(folder.resolve(name).toFile());
                assertThat(image.getWidth()).isEqualTo(2 * 280 + 12 + 4 * 12);
                assertThat(image.getHeight()).isEqualTo(280 + 2 * 12);
            }
        }
        JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(folder.resolve(Explainer.FILE)));
        assertThat(json.at("/methods/0/completenessError").isNull()).isTrue();
        assertThat(json.at("/methods/1/completenessError").isDouble()).isTrue();
        assertThat(json.at("/rows/0/label").asInt()).isZero();
        assertThat(shares).isSorted().hasSizeGreaterThan(100);
        assertThat(shares.getLast()).isBetween(0.95, 1.0);
    }

    @Test
    void equalInputGivesEqualFiles(@TempDir Path first, @TempDir Path second) throws IOException {
        Trained trained = Trained.on(DIGITS, "cnn-32-64", 1, compiler);

        Explanation once = explain(trained, List.of("integrated-gradients"), first, new ArrayList<>());
        explain(trained, List.of("integrated-gradients"), second, new ArrayList<>());

        List<String> files = new ArrayList<>(List.of(Explainer.FILE));
        once.methods().forEach(method -> files.addAll(method.images()));
        for (String file : files) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
        }
    }

    @Test
    void rejectsAMethodThatDoesNotExist(@TempDir Path folder) {
        Trained trained = Trained.on(DIGITS, "mlp-128", 1, compiler);

        assertThatThrownBy(() -> explain(trained, List.of("grad-cam"), folder, new ArrayList<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no way of explaining images called 'grad-cam';"
                        + " there are [saliency, integrated-gradients, occlusion].");
    }

    private static Explanation explain(Trained trained, List<String> methods, Path folder, List<Double> shares)
            throws IOException {
        float[] logits = compiler.evaluate(trained.architecture(), trained.state(), DIGITS.validation());
        try (DifferentiableNetwork network = compiler.differentiable(trained.architecture(), trained.state())) {
            return new Explainer(network, DIGITS.validation(), 7, shares::add).explain(logits, methods, folder);
        }
    }
}
