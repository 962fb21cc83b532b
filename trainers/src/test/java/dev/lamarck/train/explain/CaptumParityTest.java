package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures are those of Captum 0.9.0 on the networks of {@link Fixtures}; {@code benchmarks/captum_parity.py} repeats them. */
class CaptumParityTest {

    private static final double TOLERANCE = 1e-6;
    private static final int TARGET = 1;
    private static TorchStepCompiler compiler;
    private static DifferentiableNetwork mlp;
    private static DifferentiableNetwork cnn;

    @BeforeAll
    static void start() {
        compiler = new TorchStepCompiler();
        mlp = compiler.differentiable(Fixtures.MLP, Fixtures.state(Fixtures.MLP));
        cnn = compiler.differentiable(Fixtures.CNN, Fixtures.state(Fixtures.CNN));
    }

    @AfterAll
    static void stop() {
        mlp.close();
        cnn.close();
        compiler.close();
    }

    @Test
    void logitsAreThose() {
        assertClose(mlp.logits(Fixtures.MLP_INPUT), -0.02423626, -0.21877261, -0.34597722);
        assertClose(cnn.logits(Fixtures.CNN_INPUT), -0.60735315, 0.09573717);
    }

    @Test
    void gradientsAreThoseOfSaliencyWithoutAbs() {
        DifferentiableNetwork.Gradients signed = mlp.gradients(Fixtures.MLP_INPUT, new int[] {TARGET});

        assertClose(signed.logits(), -0.21877261);
        assertClose(signed.gradients(), 0.08986532, 0.11255830, 0.03176569, -0.07823214);
    }

    @Test
    void gradientsOfManyRowsAreThoseOfEach() {
        int rows = 150;
        double[] images = new double[rows * Fixtures.CNN_INPUT.length];
        int[] targets = new int[rows];
        for (int row = 0; row < rows; row++) {
            targets[row] = row % 2;
            for (int i = 0; i < Fixtures.CNN_INPUT.length; i++) {
                images[row * Fixtures.CNN_INPUT.length + i] = Fixtures.CNN_INPUT[i] * row / rows;
            }
        }

        DifferentiableNetwork.Gradients all = cnn.gradients(images, targets);

        for (int row : new int[] {0, 63, 64, 149}) {
            int from = row * Fixtures.CNN_INPUT.length;
            int to = from + Fixtures.CNN_INPUT.length;
            DifferentiableNetwork.Gradients one =
                    cnn.gradients(Arrays.copyOfRange(images, from, to), new int[] {targets[row]});
            assertThat(Arrays.copyOfRange(all.gradients(), from, to)).containsExactly(one.gradients(), within(1e-12));
            assertThat(all.logits()[row]).isCloseTo(one.logits()[0], within(1e-12));
        }
    }

    @Test
    void saliencyIsThat() {
        Attribution attribution = new Saliency().attribute(mlp, Fixtures.MLP_INPUT, TARGET);

        assertClose(attribution.values(), 0.08986532, 0.11255830, 0.03176569, 0.07823214);
        assertThat(attribution.completenessError()).isNull();
    }

    @Test
    void integratedGradientsAreThose() {
        Attribution attribution = new IntegratedGradients(0, 50, 50, 0).attribute(mlp, Fixtures.MLP_INPUT, TARGET);

        assertClose(attribution.values(), 0.03639248, -0.19449535, 0.04306845, -0.20780901);
        assertThat(attribution.completenessError()).isLessThan(1e-8);
    }

    @Test
    void integratedGradientsOfAKinkedNetworkAreThose() {
        Attribution attribution = new IntegratedGradients(0, 200, 200, 0).attribute(cnn, Fixtures.CNN_INPUT, TARGET);

        assertClose(new double[] {Arrays.stream(attribution.values()).sum()}, 0.19714873);
        assertThat(attribution.completenessError()).isCloseTo(5.6e-4 / 0.19659266, within(1e-4));
    }

    @Test
    void integratedGradientsTakeMorePointsUntilTheyAreComplete() {
        Attribution few = new IntegratedGradients(0, 5, 5, 0).attribute(cnn, Fixtures.CNN_INPUT, TARGET);
        Attribution enough = new IntegratedGradients(0, 5, 1_600, 0.002).attribute(cnn, Fixtures.CNN_INPUT, TARGET);

        assertThat(few.completenessError()).isGreaterThan(0.002);
        assertThat(enough.completenessError()).isLessThan(0.002);
    }

    @Test
    void occlusionIsThat() {
        Attribution ablation = new Occlusion(1, 1, 0).attribute(mlp, Fixtures.MLP_INPUT, TARGET);
        Attribution squares = new Occlusion(2, 2, 0).attribute(cnn, Fixtures.CNN_INPUT, TARGET);

        assertClose(ablation.values(), 0.02427257, -0.13021004, 0.05331999, -0.21423279);
        assertClose(new double[] {Arrays.stream(squares.values()).sum()}, -0.73660627);
    }

    private static void assertClose(double[] actual, double... expected) {
        assertThat(actual).containsExactly(expected, within(TOLERANCE));
    }
}
