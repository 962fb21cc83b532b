package dev.lamarck.train.engine;

import dev.lamarck.train.architecture.Architecture;

/**
 * How many steps go into one native call: about a quarter of a second on one core, so that a request to stop is heard
 * soon. A pure function of architecture and batch size, never of the clock, so that a repeated run makes the same calls.
 */
public final class CallLength {

    private static final double SECONDS = 0.25;
    private static final double OPERATIONS_PER_SECOND = 50e9;
    private static final double SECONDS_PER_STEP = 200e-6;

    /** Forward and backward, a multiplication and an addition each. */
    private static final int OPERATIONS_PER_MULTIPLY_ADD = 6;

    private CallLength() {}

    public static int steps(Architecture architecture, int batchSize) {
        return (int) Math.max(1, SECONDS / stepSeconds(architecture, batchSize));
    }

    /** About how long a training step takes on one core. */
    public static double stepSeconds(Architecture architecture, int batchSize) {
        double operations = (double) architecture.multiplyAdds() * OPERATIONS_PER_MULTIPLY_ADD * batchSize;
        return operations / OPERATIONS_PER_SECOND + SECONDS_PER_STEP;
    }
}
