package dev.lamarck.search.study;

/** The states of a trial; a terminal state is for ever, unless a failed trial is retried. */
public enum TrialState {
    /** Waits for a slot: suggested, promoted, or to be repeated. */
    PENDING,
    RUNNING,
    /** Has ended a rung and waits for a promotion; holds no slot. */
    PAUSED,
    PRUNED,
    COMPLETED,
    FAILED,
    INFEASIBLE,
    CANCELLED;

    public boolean isTerminal() {
        return switch (this) {
            case PENDING, RUNNING, PAUSED -> false;
            case PRUNED, COMPLETED, FAILED, INFEASIBLE, CANCELLED -> true;
        };
    }
}
