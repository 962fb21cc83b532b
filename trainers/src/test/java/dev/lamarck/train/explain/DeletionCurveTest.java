package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.architecture.Layer;
import dev.lamarck.train.engine.DifferentiableNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionCurveTest {

    /** Of two channels of two pixels: class 1 has the logit 2 a where a is the first pixel's first channel, class 0 has 0. */
    private static final DifferentiableNetwork FIRST_PIXEL = new DifferentiableNetwork() {

        private final Architecture architecture = new Architecture(
                new ImageShape(2, 1, 2), 2, List.of(new Layer.Flatten(), new Layer.Dense("output", 4, 2)));

        @Override
        public Architecture architecture() {
            return architecture;
        }

        @Override
        public double[] logits(double[] images) {
            double[] logits = new double[images.length / 2];
            for (int row = 0; row < images.length / 4; row++) {
                logits[2 * row + 1] = 2 * images[4 * row];
            }
            return logits;
        }

        @Override
        public Gradients gradients(double[] images, int[] targets) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    };

    private static final double[] IMAGE = {1, 1, 1, 1};
    private static final double WITH = 1 / (1 + Math.exp(-2));
    private static final double WITHOUT = 0.5;

    private final DeletionCurve curve = new DeletionCurve(FIRST_PIXEL, 0);

    @Test
    void isSmallWhenWhatCountsGoesFirst() {
        double good = curve.area(IMAGE, 1, new Attribution(new double[] {1, 0, 0, 0.5}, null));
        double bad = curve.area(IMAGE, 1, new Attribution(new double[] {1, 0, 0, 1.5}, null));

        assertThat(good).isCloseTo((WITH + 3 * WITHOUT) / 4, within(1e-12));
        assertThat(bad).isCloseTo((3 * WITH + WITHOUT) / 4, within(1e-12));
    }

    @Test
    void randomOrdersLieBetweenAndDependOnTheSeedOnly() {
        double random = curve.randomArea(IMAGE, 1, 5);

        assertThat(random).isBetween((WITH + 3 * WITHOUT) / 4, (3 * WITH + WITHOUT) / 4);
        assertThat(curve.randomArea(IMAGE, 1, 5)).isEqualTo(random);
    }
}
