package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images of faint noise, in which only a small patch tells the class: one of four patterns, at a random place. A good
 * explanation lies in the patch, and the place of the patch is known.
 */
class PlantedPatchTest {

    private static final int SIDE = 16;
    private static final int PATCH = 5;
    private static final int CLASSES = 4;
    private static final int NOISE = 24;

    /** Rows of the patch: two diagonals, a plus and a frame. */
    private static final String[][] PATTERNS = {
        {"#....", ".#...", "..#..", "...#.", "....#"},
        {"....#", "...#.", "..#..", ".#...", "#...."},
        {"..#..", "..#..", "#####", "..#..", "..#.."},
        {"#####", "#...#", "#...#", "#...#", "#####"}
    };

    private record Planted(ImageData images, int[] tops, int[] lefts) {}

    private static final Planted HELD_OUT = planted(60, 2);
    private static TorchStepCompiler compiler;
    private static DifferentiableNetwork network;

    @BeforeAll
    static void train() {
        SplitData data = new SplitData(planted(1_500, 1).images, planted(200, 3).images, HELD_OUT.images);
        compiler = new TorchStepCompiler();
        Trained trained = Trained.on(data, "cnn-32-64", 4, compiler);
        network = compiler.differentiable(trained.architecture(), trained.state());
    }

    @AfterAll
    static void stop() {
        network.close();
        compiler.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {IntegratedGradients.NAME, Occlusion.NAME})
    void mostOfWhatSpeaksForTheClassLiesInThePatch(String name) {
        AttributionMethod method = AttributionMethod.of(name, HELD_OUT.images.shape(), 0);

        double share = share(method, network, HELD_OUT);

        assertThat(share).isGreaterThanOrEqualTo(0.7);
    }

    @Test
    void saliencyWatchesThePatchMoreThanTheRest() {
        double share = share(new Saliency(), network, HELD_OUT);

        assertThat(share).isGreaterThan(1.5 * PATCH * PATCH / (SIDE * SIDE));
    }

    /** The share of the positive attribution that lies in the patch, averaged over the images. */
    private static double share(AttributionMethod method, DifferentiableNetwork network, Planted planted) {
        ImageData images = planted.images;
        double sum = 0;
        for (int row = 0; row < images.rows(); row++) {
            double[] image = new double[SIDE * SIDE];
            for (int i = 0; i < image.length; i++) {
                image[i] = Byte.toUnsignedInt(images.pixels()[row * image.length + i]);
            }
            double[] values =
                    method.attribute(network, image, images.labels()[row]).values();
            sum += shareInside(values, planted.tops[row], planted.lefts[row]);
        }
        return sum / images.rows();
    }

    private static double shareInside(double[] values, int top, int left) {
        double inside = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            double positive = Math.max(0, values[i]);
            int y = i / SIDE;
            int x = i % SIDE;
            all += positive;
            inside += y >= top && y < top + PATCH && x >= left && x < left + PATCH ? positive : 0;
        }
        return all == 0 ? 0 : inside / all;
    }

    private static Planted planted(int rows, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[rows * SIDE * SIDE];
        int[] labels = new int[rows];
        int[] tops = new int[rows];
        int[] lefts = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % CLASSES;
            tops[row] = random.nextInt(SIDE - PATCH + 1);
            lefts[row] = random.nextInt(SIDE - PATCH + 1);
            for (int i = 0; i < SIDE * SIDE; i++) {
                int y = i / SIDE - tops[row];
                int x = i % SIDE - lefts[row];
                boolean drawn = y >= 0 && y < PATCH && x >= 0 && x < PATCH && PATTERNS[labels[row]][y].charAt(x) == '#';
                pixels[row * SIDE * SIDE + i] = (byte) (drawn ? 255 - random.nextInt(NOISE) : random.nextInt(NOISE));
            }
        }
        return new Planted(new ImageData(new ImageShape(1, SIDE, SIDE), CLASSES, pixels, labels), tops, lefts);
    }
}
