package dev.lamarck.train.explain;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images of faint noise, in which only a small patch tells the class: one of four patterns, at a random place. A good
 * explanation lies in the patch, and the place of the patch is known.
 */
class PlantedPatchTest {

    private static final int SIDE = 16;
    private static final int PATCH = 5;
    private static final int CLASSES = 4;
    private static final int NOISE = 40;
    private static final double LEAST_SHARE = 0.7;

    /** Rows of the patch: two diagonals, a plus and a frame. */
    private static final String[][] PATTERNS = {
        {"#....", ".#...", "..#..", "...#.", "....#"},
        {"....#", "...#.", "..#..", ".#...", "#...."},
        {"..#..", "..#..", "#####", "..#..", "..#.."},
        {"#####", "#...#", "#...#", "#...#", "#####"}
    };

    private record Planted(ImageData images, int[] tops, int[] lefts) {}

    @ParameterizedTest
    @CsvSource({
        "mlp-128, integrated-gradients",
        "mlp-128, occlusion",
        "cnn-32-64, integrated-gradients",
        "cnn-32-64, occlusion",
        "mlp-128, saliency",
        "cnn-32-64, saliency",
    })
    void mostOfWhatSpeaksForTheClassLiesInThePatch(String preset, String name) {
        Planted training = planted(2_000, 1);
        Planted held = planted(100, 2);
        SplitData data = new SplitData(training.images, planted(200, 3).images, held.images);
        double sum = 0;
        int correct = 0;
        try (TorchStepCompiler compiler = new TorchStepCompiler()) {
            Trained trained = Trained.on(data, preset, 6, compiler);
            AttributionMethod method = AttributionMethod.of(name, held.images.shape(), 0);
            try (DifferentiableNetwork network = compiler.differentiable(trained.architecture(), trained.state())) {
                for (int row = 0; row < held.images.rows(); row++) {
                    double[] image = new double[SIDE * SIDE];
                    for (int i = 0; i < image.length; i++) {
                        image[i] = Byte.toUnsignedInt(held.images.pixels()[row * image.length + i]);
                    }
                    int predicted = argmax(network.logits(image));
                    correct += predicted == held.images.labels()[row] ? 1 : 0;
                    double[] values =
                            method.attribute(network, image, predicted).values();
                    sum += shareInside(values, held.tops[row], held.lefts[row]);
                }
            }
        }
        System.err.printf("%s %s share %.3f accuracy %.2f%n", preset, name, sum / held.images.rows(), correct / 100.0);
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
        return inside / all;
    }

    private static int argmax(double[] logits) {
        int best = 0;
        for (int c = 1; c < logits.length; c++) {
            best = logits[c] > logits[best] ? c : best;
        }
        return best;
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
