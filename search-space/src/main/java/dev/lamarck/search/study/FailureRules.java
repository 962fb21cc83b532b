package dev.lamarck.search.study;

/**
 * What becomes of trials that fail.
 *
 * @param infrastructure how often the infrastructure may fail one trial
 * @param maxFailed how many trials may fail before the study does
 */
public record FailureRules(int infrastructure, OutOfMemory outOfMemory, int maxFailed) {

    /** What becomes of a trial that does not fit into memory. */
    public enum OutOfMemory {
        /** It begins again with half its {@code batch_size}, once. */
        HALVE_BATCH,
        /** It is infeasible. */
        FAIL
    }

    public FailureRules {
        if (infrastructure < 0 || maxFailed < 0) {
            throw new IllegalArgumentException("Limits of failures are at least 0, not infrastructure %d, maxFailed %d"
                    .formatted(infrastructure, maxFailed));
        }
    }
}
