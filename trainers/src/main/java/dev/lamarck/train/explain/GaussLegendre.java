package dev.lamarck.train.explain;

/**
 * The Gauss-Legendre rule on [0, 1]: exact for polynomials up to degree 2 n - 1.
 *
 * @param nodes ascending
 * @param weights of the nodes, which add up to 1
 */
record GaussLegendre(double[] nodes, double[] weights) {

    private static final int MOST_ITERATIONS = 100;
    private static final double PRECISION = 1e-15;

    /** The rule of {@code points} nodes, the roots of a Legendre polynomial, found by Newton's method. */
    static GaussLegendre of(int points) {
        double[] nodes = new double[points];
        double[] weights = new double[points];
        for (int i = 0; i < (points + 1) / 2; i++) {
            // Tricomi's approximation lies close enough to the i-th largest root for Newton to find that one.
            double x = Math.cos(Math.PI * (i + 0.75) / (points + 0.5));
            for (int k = 0; k < MOST_ITERATIONS; k++) {
                double[] p = legendre(points, x);
                double step = p[0] / p[1];
                x -= step;
                if (Math.abs(step) < PRECISION) {
                    break;
                }
            }
            double slope = legendre(points, x)[1];
            double weight = 1 / ((1 - x * x) * slope * slope);
            nodes[i] = (1 - x) / 2;
            nodes[points - 1 - i] = (1 + x) / 2;
            weights[i] = weight;
            weights[points - 1 - i] = weight;
        }
        return new GaussLegendre(nodes, weights);
    }

    /** The Legendre polynomial of degree n and its derivative, at x in (-1, 1). */
    private static double[] legendre(int n, double x) {
        double before = 1;
        double value = x;
        for (int k = 2; k <= n; k++) {
            double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
            before = value;
            value = next;
        }
        return new double[] {value, n * (x * value - before) / (x * x - 1)};
    }
}
