package dev.lamarck.engine.study;

import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.time.Duration;

/**
 * When a study goes on in a new run of its workflow, because the history of this one has grown. At the server's hint, at
 * the first moment with nothing in flight; later, nothing more is launched; half a minute after that, what is left yields.
 * Workflow code.
 */
final class Continuation {

    private static final long MANY_EVENTS = 10_000;
    private static final long MANY_BYTES = 10L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private boolean draining;
    private boolean impatient;
    private boolean yielded;

    /** Whether this is a moment to go on in a new run. */
    boolean isDue(int inFlight) {
        return inFlight == 0 && (draining || Workflow.getInfo().isContinueAsNewSuggested());
    }

    /** Whether more may be dispatched in this run. */
    boolean launches() {
        WorkflowInfo info = Workflow.getInfo();
        if (!draining && (info.getHistoryLength() > MANY_EVENTS || info.getHistorySize() > MANY_BYTES)) {
            draining = true;
            Workflow.newTimer(PATIENCE).thenApply(_ -> impatient = true);
        }
        return !draining;
    }

    /** True once: what is in flight has had its time. */
    boolean mustYield() {
        return impatient && !yielded;
    }

    /** It was asked to yield. */
    void yielded() {
        yielded = true;
    }
}
