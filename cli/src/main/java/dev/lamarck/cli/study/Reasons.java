package dev.lamarck.cli.study;

import dev.lamarck.contract.StudySummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a study does not go on, or not faster, in sentences; the gravest first. */
public final class Reasons {

    private Reasons() {}

    /**
     * The reasons.
     *
     * @param summary how it stands by the server's account; null if no engine answers
     * @param forgotten whether a server answers and no longer knows it
     */
    public static List<String> of(
            @Nullable StudySummary summary, boolean forgotten, Surroundings around, PendingWork work) {
        if (forgotten) {
            return List.of("the server no longer knows it; what is on record is all there will be");
        }
        List<String> reasons = new ArrayList<>();
        if (around.engines().isEmpty()) {
            reasons.add("no engine serves: 'lamarck dev up' or 'lamarck engine start' starts one");
        }
        if (work.queued() > 0 && around.workers().isEmpty()) {
            reasons.add("no worker polls pool %s: 'lamarck worker start --pool %s' starts one"
                    .formatted(around.pool(), around.pool()));
        } else if (work.queued() > 0) {
            reasons.add("%d wait for one of the %d slots of pool %s"
                    .formatted(work.queued(), around.slots(), around.pool()));
        }
        String waiting = summary == null ? null : summary.waiting();
        if (waiting != null) {
            reasons.add(waiting);
        }
        if (work.recordProblem() != null) {
            reasons.add("its record waits for MLflow: " + work.recordProblem());
        }
        return reasons;
    }
}
