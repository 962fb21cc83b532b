package dev.lamarck.engine.study;

import java.time.Duration;

/** How long what the infrastructure has lost waits before it is tried again. */
final class Pauses {

    private static final long LONGEST_SECONDS = 30;
    private static final int MOST_DOUBLINGS = 5;

    private Pauses() {}

    /** A second, doubled with each loss before, half a minute at most. */
    static Duration after(int lost) {
        return Duration.ofSeconds(Math.min(LONGEST_SECONDS, 1L << Math.min(lost, MOST_DOUBLINGS)));
    }
}
