package dev.lamarck.contract;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/** One night: fresh data, a study warm-started from the last, the gate, the verdict, the record. */
@WorkflowInterface
public interface NightlySelectionWorkflow {

    /**
     * Starts a night.
     *
     * @param digest of the selection's file in its canonical form
     */
    record NightRequest(NightlySpec spec, String digest) {}

    /**
     * How a night stands.
     *
     * @param phase what it does, for people
     * @param document null before the verdict
     */
    record NightStatus(String night, String phase, @Nullable NightDocument document) {}

    @WorkflowMethod
    NightDocument run(NightRequest request);

    @QueryMethod
    NightStatus status();
}
