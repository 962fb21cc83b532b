package dev.lamarck.search.importance;

import java.util.Arrays;

/**
 * A Parzen estimate over the points 0, 1, … of a grid: each observation is a normal kernel cut off at the ends of the grid
 * and summed up over the width of a point; one broad kernel, with the weight of one observation, stands for not knowing.
 * The kernels' width follows Scott's rule.
 *
 * @see <a href="https://doi.org/10.1002/9780470316849">Scott (1992), Multivariate Density Estimation</a>
 */
final class Parzen {

    /** A narrower kernel would lie within its point: 1.64 standard deviations on either side hold 90%. */
    private static final double LEAST_WIDTH = 0.5 / 1.64;

    /** The interquartile range of a normal distribution in standard deviations. */
    private static final double IQR = 1.34;

    private Parzen() {}

    /** The probability of each point, given how often each was observed; at least one observation. */
    static double[] density(int[] counts) {
        int size = counts.length;
        int observations = Arrays.stream(counts).sum();
        double[] density = new double[size];
        double[] edges = edges(width(counts, observations), size);
        for (int center = 0; center < size; center++) {
            if (counts[center] > 0) {
                double inside = edges[2 * size - center] - edges[size - center];
                for (int point = 0; point < size; point++) {
                    double mass = edges[size + point - center + 1] - edges[size + point - center];
                    density[point] += counts[center] * mass / inside;
                }
            }
        }
        addBroadKernel(density);
        Arrays.setAll(density, point -> density[point] / (observations + 1));
        return density;
    }

    /** The normal distribution function at the edges between points, from -size - 1/2 to size - 1/2 off a kernel's center. */
    private static double[] edges(double width, int size) {
        double[] edges = new double[2 * size + 1];
        Arrays.setAll(edges, index -> normal((index - size - 0.5) / width));
        return edges;
    }

    private static void addBroadKernel(double[] density) {
        int size = density.length;
        double inside = 2 * normal(0.5) - 1;
        for (int point = 0; point < size; point++) {
            double distance = point - (size - 1) / 2.0;
            density[point] += (normal((distance + 0.5) / size) - normal((distance - 0.5) / size)) / inside;
        }
    }

    private static double width(int[] counts, int observations) {
        double mean = 0;
        for (int point = 0; point < counts.length; point++) {
            mean += (double) counts[point] * point / observations;
        }
        double squares = 0;
        for (int point = 0; point < counts.length; point++) {
            squares += counts[point] * (point - mean) * (point - mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, observations - 1));
        // The first point that at least a quarter reaches, and the first that more than three quarters do.
        int lower = pointAt(counts, Math.max(1, observations / 4));
        int upper = pointAt(counts, (int) (observations * 3L / 4) + 1);
        double spread = Math.min((upper - lower) / IQR, deviation);
        return Math.max(LEAST_WIDTH, 1.059 * spread * Math.pow(observations, -0.2));
    }

    /** The first point at which the counts so far add up to a number. */
    private static int pointAt(int[] counts, int wanted) {
        int point = 0;
        for (int sum = counts[0]; sum < wanted; sum += counts[point]) {
            point++;
        }
        return point;
    }

    /**
     * The standard normal distribution function, absolute error below 1e-14.
     *
     * @see <a href="https://doi.org/10.18637/jss.v011.i04">Marsaglia (2004), Evaluating the Normal Distribution</a>
     */
    static double normal(double x) {
        if (Math.abs(x) > 8) {
            return x < 0 ? 0 : 1;
        }
        double term = x;
        double sum = x;
        double previous = Double.NaN;
        for (int odd = 3; sum != previous; odd += 2) {
            previous = sum;
            term *= x * x / odd;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }
}
