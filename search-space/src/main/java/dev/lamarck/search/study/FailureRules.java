package dev.lamarck.search.study;

/**
 * What a study does about failures.
 *
 * @param infrastructure how often the infrastructure may fail one trial
 * @param outOfMemory what a trial does that had too little memory
 * @param maxFailed how many trials may fail before the study does
 */
public record FailureRules(int infrastructure, OutOfMemory outOfMemory, int maxFailed) {

    /** What a trial does that had too little memory. */
    public enum OutOfMemory {
        /** Once more with half the batch; then it is infeasible. */
        HALVE_BATCH,
        /** It is infeasible. */
        FAIL
    }

    public FailureRules {
        if (infrastructure < 0 || maxFailed < 0) {
            throw new IllegalArgumentException(
                    "Limits of failures are at least 0, not %d and %d".formatted(infrastructure, maxFailed));
        }
    }
}
