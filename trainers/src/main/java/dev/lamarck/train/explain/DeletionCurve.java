package dev.lamarck.train.explain;

import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;

/**
 * How fast a network loses its answer when pixels are deleted in the order in which an explanation ranks them: the area
 * under the class's probability, from no pixel deleted to all. The smaller, the better the explanation found what counts.
 * Petsiuk, Das and Saenko, "RISE", BMVC 2018. The area of random orders tells what is small on a given image.
 *
 * @param baseline the pixel that takes the place of a deleted one
 */
public record DeletionCurve(DifferentiableNetwork network, double baseline) {

    /** Equal parts in which an image is deleted, as far as it has as many pixels. */
    private static final int STEPS = 20;

    private static final int RANDOM_ORDERS = 10;

    /** The area when pixels go in descending order of their attribution, the first of equals first. */
    public double area(double[] image, int target, Attribution attribution) {
        double[] scores = attribution.pixels(network.architecture().input().channels());
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
        return area(image, target, Arrays.stream(order).mapToInt(i -> i).toArray());
    }

    /** The mean area of ten random orders. */
    public double randomArea(double[] image, int target, long seed) {
        double sum = 0;
        for (int k = 0; k < RANDOM_ORDERS; k++) {
            int[] order = new int[image.length / network.architecture().input().channels()];
            Arrays.setAll(order, i -> i);
            shuffle(order, new SplittableRandom(Seeds.derive(seed, "deletion/" + k)));
            sum += area(image, target, order);
        }
        return sum / RANDOM_ORDERS;
    }

    private double area(double[] image, int target, int[] order) {
        int steps = Math.min(STEPS, order.length);
        double[] images = new double[(steps + 1) * image.length];
        double[] current = image.clone();
        for (int step = 0; step <= steps; step++) {
            for (int k = deleted(step - 1, steps, order.length); k < deleted(step, steps, order.length); k++) {
                for (int i = order[k]; i < image.length; i += order.length) {
                    current[i] = baseline;
                }
            }
            System.arraycopy(current, 0, images, step * image.length, image.length);
        }
        double[] logits = network.logits(images);
        double area = 0;
        for (int step = 1; step <= steps; step++) {
            double width = (double) (deleted(step, steps, order.length) - deleted(step - 1, steps, order.length))
                    / order.length;
            area += width * (probability(logits, step - 1, target) + probability(logits, step, target)) / 2;
        }
        return area;
    }

    private static int deleted(int step, int steps, int pixels) {
        return (int) Math.round((double) Math.max(step, 0) * pixels / steps);
    }

    private double probability(double[] logits, int row, int target) {
        int classes = network.architecture().classes();
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits[row * classes + c] - logits[row * classes + target]);
        }
        return 1 / sum;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
