package dev.lamarck.contract;

import dev.lamarck.search.study.Scored;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** Trains the best again over several seeds, chooses, reads the locked test once, exports and packages. */
@WorkflowInterface
public interface WinnerWorkflow {

    /**
     * The candidates, best first.
     *
     * @param steps that each is trained for
     * @param incumbents former incumbents, oldest first, whose test accuracy is read once the winner is fixed
     * @param untilMillis when training ends with what there is, in milliseconds since 1970; the largest long for never
     */
    record WinnerRequest(
            StudySpec spec, List<Finalist> finalists, int steps, List<Finalist> incumbents, long untilMillis) {

        public WinnerRequest {
            finalists = List.copyOf(finalists);
            incumbents = List.copyOf(incumbents);
        }
    }

    /** A trial and the checkpoint that the search left of it. */
    record Finalist(Scored scored, String checkpoint) {}

    @WorkflowMethod
    WinnerResult choose(WinnerRequest request);

    /** Whether training waits, because the study is paused. */
    @SignalMethod
    void pause(boolean paused);

    /** How many of the training runs are done, of how many. */
    record WinnerProgress(int done, int total) {}

    @QueryMethod
    WinnerProgress progress();
}
