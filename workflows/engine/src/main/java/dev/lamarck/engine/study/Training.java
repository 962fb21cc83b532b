package dev.lamarck.engine.study;

import dev.lamarck.contract.StudySpec;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** What all training runs of a winner share: their slots, a pause, the end of the time. Workflow code. */
final class Training {

    private final Slices slices;
    private boolean paused;
    private boolean timeIsUp;

    /**
     * Training.
     *
     * @param untilMillis in milliseconds since 1970; the largest long for no limit
     */
    Training(StudySpec spec, long untilMillis) {
        this.slices = new Slices(spec);
        if (untilMillis != Long.MAX_VALUE) {
            long left = Math.max(1, untilMillis - Workflow.currentTimeMillis());
            Workflow.newTimer(Duration.ofMillis(left)).thenApply(_ -> {
                timeIsUp = true;
                slices.askAllToYield("the time of the study is up");
                return null;
            });
        }
    }

    Slices slices() {
        return slices;
    }

    void pause(boolean now) {
        paused = now;
        if (now) {
            slices.askAllToYield("the study is paused");
        }
    }

    /** Waits while the study is paused; false if the time is up. */
    boolean mayBegin() {
        Workflow.await(() -> !paused || timeIsUp);
        return !timeIsUp;
    }

    /** Whether what was in flight was asked to end. */
    boolean yields() {
        return paused || timeIsUp;
    }
}
