package dev.lamarck.search.study;

import java.util.SplittableRandom;

/** The seeds of training runs, each from the seed of the study. */
public final class TrialSeed {

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private TrialSeed() {}

    /** The seed of a trial. */
    public static long of(long studySeed, int trial) {
        return repeat(studySeed, trial, 0);
    }

    /** The seed of the n-th repetition of a trial, from 1; 0 is the trial itself. */
    public static long repeat(long studySeed, int trial, int repetition) {
        return new SplittableRandom(studySeed * GOLDEN_RATIO + 1_000_003L * trial + repetition).nextLong();
    }
}
