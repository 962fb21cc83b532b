package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Pace;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.study.StudyState;

/** How much of a study's time is kept for making the winner. */
final class WinnerTail {

    private static final long PACKAGING_MILLIS = 10_000;
    private static final double MARGIN = 1.2;

    private WinnerTail() {}

    /** By the pace of the trials so far; at most half of the whole time. */
    static long millis(StudySpec spec, StudyState state, Pace pace, long wholeMillis) {
        int runs = spec.winner().top() * spec.winner().seeds();
        int rounds = Math.ceilDiv(runs, Math.max(1, state.parallel()));
        double training = rounds * spec.pruner().full() * pace.secondsPerStep() * 1000 * MARGIN;
        return (long) Math.min(wholeMillis / 2.0, training + PACKAGING_MILLIS);
    }
}
