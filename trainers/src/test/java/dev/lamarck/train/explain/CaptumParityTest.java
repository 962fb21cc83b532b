package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

/** The attributions of {@link Fixtures} were recorded by {@code benchmarks/captum_parity.py}, which is Captum in Python. */
class CaptumParityTest {

    /** Captum multiplies by the weights of its points, and takes differences for occlusion, in single precision. */
    private static final double TOLERANCE = 1e-7;

    private static final int TARGET = 1;
    private static final Map<String, double[]> INPUTS = Map.of("mlp", Fixtures.MLP_INPUT, "cnn", Fixtures.CNN_INPUT);
    private static TorchStepCompiler compiler;
    private static Map<String, DifferentiableNetwork> networks;

    @BeforeAll
    static void start() {
        compiler = new TorchStepCompiler();
        networks = Map.of(
                "mlp", compiler.differentiable(Fixtures.MLP, Fixtures.state(Fixtures.MLP)),
                "cnn", compiler.differentiable(Fixtures.CNN, Fixtures.state(Fixtures.CNN)));
    }

    @AfterAll
    static void stop() {
        networks.values().forEach(DifferentiableNetwork::close);
        compiler.close();
    }

    static List<ArgumentSet> recorded() throws IOException {
        return recording().cases.stream()
                .map(expected -> argumentSet(expected.title(), expected))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void explainsAsCaptumDoes(Case expected) {
        Attribution attribution = expected.attributionMethod()
                .attribute(networks.get(expected.network), INPUTS.get(expected.network), TARGET);

        assertThat(attribution.values()).containsExactly(expected.values, within(TOLERANCE));
    }

    @Test
    void logitsAreThose() throws IOException {
        Map<String, double[]> expected = recording().logits;

        networks.forEach((name, network) ->
                assertThat(network.logits(INPUTS.get(name))).containsExactly(expected.get(name), within(TOLERANCE)));
    }

    @Test
    void gradientsHaveASign() {
        DifferentiableNetwork.Gradients signed = networks.get("mlp").gradients(Fixtures.MLP_INPUT, new int[] {TARGET});

        assertThat(signed.logits()).containsExactly(new double[] {-0.21877261}, within(1e-6));
        assertThat(signed.gradients())
                .containsExactly(new double[] {0.08986532, 0.11255830, 0.03176569, -0.07823214}, within(1e-6));
    }

    @Test
    void gradientsOfManyRowsAreThoseOfEach() {
        DifferentiableNetwork cnn = networks.get("cnn");
        int size = Fixtures.CNN_INPUT.length;
        int rows = 150;
        double[] images = new double[rows * size];
        Arrays.setAll(images, i -> Fixtures.CNN_INPUT[i % size] * (i / size) / rows);
        int[] targets = new int[rows];
        Arrays.setAll(targets, row -> row % 2);

        DifferentiableNetwork.Gradients all = cnn.gradients(images, targets);

        for (int row : new int[] {0, 63, 64, 149}) {
            int from = row * size;
            double[] image = Arrays.copyOfRange(images, from, from + size);
            DifferentiableNetwork.Gradients one = cnn.gradients(image, new int[] {targets[row]});
            assertThat(Arrays.copyOfRange(all.gradients(), from, from + size))
                    .containsExactly(one.gradients(), within(1e-12));
            assertThat(all.logits()[row]).isCloseTo(one.logits()[0], within(1e-12));
        }
    }

    @Test
    void completenessErrorsAreThose() {
        Attribution smooth =
                new IntegratedGradients(0, 50, 50, 0).attribute(networks.get("mlp"), Fixtures.MLP_INPUT, TARGET);
        Attribution kinked =
                new IntegratedGradients(0, 200, 200, 0).attribute(networks.get("cnn"), Fixtures.CNN_INPUT, TARGET);

        assertThat(smooth.completenessError()).isLessThan(1e-9);
        assertThat(kinked.completenessError()).isCloseTo(5.6e-4 / 0.19659266, within(1e-4));
    }

    @Test
    void integratedGradientsTakeMorePointsUntilTheyAreComplete() {
        DifferentiableNetwork cnn = networks.get("cnn");

        Attribution few = new IntegratedGradients(0, 5, 5, 0).attribute(cnn, Fixtures.CNN_INPUT, TARGET);
        Attribution enough = new IntegratedGradients(0, 5, 1_600, 0.002).attribute(cnn, Fixtures.CNN_INPUT, TARGET);

        assertThat(few.completenessError()).isGreaterThan(0.002);
        assertThat(enough.completenessError()).isLessThan(0.002);
    }

    private static Recording recording() throws IOException {
        try (InputStream in = CaptumParityTest.class.getResourceAsStream("captum.json")) {
            return new ObjectMapper().readValue(in, Recording.class);
        }
    }

    private record Recording(
            String captum,
            String torch,
            String date,
            String command,
            int target,
            Map<String, double[]> logits,
            List<Case> cases) {}

    private record Case(String network, String method, int points, int window, int stride, double[] values) {

        AttributionMethod attributionMethod() {
            return switch (method) {
                case Saliency.NAME -> new Saliency();
                case IntegratedGradients.NAME -> new IntegratedGradients(0, points, points, 0);
                default -> new Occlusion(window, stride, 0);
            };
        }

        String title() {
            return "%s, %s, points %d, window %d, stride %d".formatted(network, method, points, window, stride);
        }
    }
}
