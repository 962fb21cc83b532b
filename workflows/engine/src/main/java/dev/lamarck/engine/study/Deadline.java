package dev.lamarck.engine.study;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of the time to search. It moves while a study runs, because the tail that is kept for the winner grows with what
 * is learned of the training time; so it is looked at again at half of what is left. Workflow code.
 */
final class Deadline {

    private static final long SHORTEST_MILLIS = 5_000;

    private final LongSupplier end;
    private @Nullable CancellationScope timer;
    private boolean passed;

    /**
     * A deadline.
     *
     * @param end in milliseconds since 1970, as known now; {@link Long#MAX_VALUE} for none
     */
    Deadline(LongSupplier end) {
        this.end = end;
    }

    boolean passed() {
        return passed;
    }

    /** Looks at the end anew: at the beginning, and when a person has moved it. */
    void look() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        long at = end.getAsLong();
        long left = at == Long.MAX_VALUE ? Long.MAX_VALUE : at - Workflow.currentTimeMillis();
        passed = left <= 0;
        if (passed || at == Long.MAX_VALUE) {
            return;
        }
        long pause = Math.max(Math.min(left, SHORTEST_MILLIS), left / 2);
        CancellationScope scope = Workflow.newCancellationScope(() -> wake(pause));
        timer = scope;
        scope.run();
    }

    private void wake(long millis) {
        CancellationScope scope = CancellationScope.current();
        Workflow.newTimer(Duration.ofMillis(millis)).thenApply(_ -> {
            // A timer that was cancelled is completed as well.
            if (timer == scope) {
                timer = null;
                look();
            }
            return null;
        });
    }
}
