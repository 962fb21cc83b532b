package dev.lamarck.train.explain;

import dev.lamarck.train.engine.DifferentiableNetwork;
import java.util.Arrays;

/**
 * Shares out the difference between the logits of the image and of a baseline image among the pixels: the gradient's mean
 * over the straight line between both, times the pixel's difference. Sundararajan, Taly and Yan, "Axiomatic attribution for
 * deep networks", ICML 2017.
 *
 * <p>The mean is an integral; its error shows in the sum of the values. Points are doubled for an image until that error is
 * within the tolerance, since networks with kinks (ReLU, pooling) may need many more than smooth ones.
 *
 * @param baseline the pixel of the baseline image
 * @param fewestPoints of the integral, at least 1
 * @param mostPoints after which it gives up and reports the error that is left
 * @param tolerance of the completeness error
 */
public record IntegratedGradients(double baseline, int fewestPoints, int mostPoints, double tolerance)
        implements AttributionMethod {

    static final String NAME = "integrated-gradients";

    private static final int FEWEST_POINTS = 50;
    private static final int MOST_POINTS = 1_600;
    private static final double TOLERANCE = 0.005;

    /** Points whose images are in memory at a time. */
    private static final int POINTS_PER_CALL = 64;

    public IntegratedGradients {
        if (fewestPoints < 1 || mostPoints < fewestPoints) {
            throw new IllegalArgumentException("%d to %d points: expected is at least 1, and no fewer in the end"
                    .formatted(fewestPoints, mostPoints));
        }
    }

    /** With 50 to 1,600 points, for an error of 0.5%. */
    public IntegratedGradients(double baseline) {
        this(baseline, FEWEST_POINTS, MOST_POINTS, TOLERANCE);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public Attribution attribute(DifferentiableNetwork network, double[] image, int target) {
        double[] blank = new double[image.length];
        Arrays.fill(blank, baseline);
        double difference = network.logits(image)[target] - network.logits(blank)[target];
        int points = fewestPoints;
        while (true) {
            double[] values = integrate(network, image, target, points);
            double error = error(Arrays.stream(values).sum(), difference);
            if (error < tolerance || points == mostPoints) {
                return new Attribution(values, error);
            }
            points = Math.min(2 * points, mostPoints);
        }
    }

    private double[] integrate(DifferentiableNetwork network, double[] image, int target, int points) {
        GaussLegendre rule = GaussLegendre.of(points);
        double[] values = new double[image.length];
        for (int from = 0; from < points; from += POINTS_PER_CALL) {
            int to = Math.min(from + POINTS_PER_CALL, points);
            int[] targets = new int[to - from];
            Arrays.fill(targets, target);
            double[] gradients =
                    network.gradients(line(image, rule, from, to), targets).gradients();
            for (int k = from; k < to; k++) {
                int at = (k - from) * image.length;
                for (int i = 0; i < image.length; i++) {
                    values[i] += rule.weights()[k] * gradients[at + i];
                }
            }
        }
        for (int i = 0; i < image.length; i++) {
            values[i] *= image[i] - baseline;
        }
        return values;
    }

    /** The images at some nodes of the line from the baseline to the image. */
    private double[] line(double[] image, GaussLegendre rule, int from, int to) {
        double[] line = new double[(to - from) * image.length];
        for (int k = from; k < to; k++) {
            int at = (k - from) * image.length;
            for (int i = 0; i < image.length; i++) {
                line[at + i] = baseline + rule.nodes()[k] * (image[i] - baseline);
            }
        }
        return line;
    }

    /** The relative error; the absolute one where there is no difference to share out. */
    private static double error(double sum, double difference) {
        double error = Math.abs(sum - difference);
        return difference == 0 ? error : error / Math.abs(difference);
    }
}
