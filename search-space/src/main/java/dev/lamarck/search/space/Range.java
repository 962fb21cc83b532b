package dev.lamarck.search.space;

/** The checks and scales that float and integer ranges share. */
final class Range {

    private static final double LARGEST_BELOW_ONE = Math.nextDown(1.0);

    private Range() {}

    static void check(String name, double low, double high, boolean log) {
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            throw new SearchSpaceException(
                    "Parameter '%s': the bounds [%s, %s] must be finite numbers.".formatted(name, low, high));
        }
        if (low >= high) {
            throw new SearchSpaceException(
                    "Parameter '%s': low (%s) must be below high (%s). Maybe the two are swapped; for a fixed value use a choice of one."
                            .formatted(name, number(low), number(high)));
        }
        if (!Double.isFinite(high - low)) {
            throw new SearchSpaceException(
                    "Parameter '%s': the range from %s to %s is too wide to compute with.".formatted(name, low, high));
        }
        if (log && low <= 0) {
            throw new SearchSpaceException(
                    "Parameter '%s': a logarithmic range needs a low bound above 0, not %s. Raise it or drop 'log'."
                            .formatted(name, number(low)));
        }
    }

    /** The position of the value in the range, in [0, 1). */
    static double position(double value, double low, double high, boolean log) {
        double share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return Math.clamp(share, 0.0, LARGEST_BELOW_ONE);
    }

    /** The value at a position in [0, 1). */
    static double value(double position, double low, double high, boolean log) {
        double value = log ? low * Math.exp(position * Math.log(high / low)) : low + position * (high - low);
        return Math.clamp(value, low, high);
    }

    /** A bound as a reader wrote it: without the fraction where there is none. */
    static String number(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }
}
