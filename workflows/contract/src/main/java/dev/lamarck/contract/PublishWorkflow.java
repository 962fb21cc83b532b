package dev.lamarck.contract;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a study to MLflow, for ever retrying, and outlives it: a dead MLflow delays the record, never the search. */
@WorkflowInterface
public interface PublishWorkflow {

    /**
     * What to publish.
     *
     * @param startedMillis when the study began
     * @param carried what an earlier run of this workflow left; null at the beginning
     */
    record PublishRequest(
            StudySpec spec,
            String digest,
            long startedMillis,
            @Nullable Carried carried) {}

    /** What one run of this workflow hands to the next. */
    record Carried(
            PublishStatus status,
            List<LedgerActivities.Segment> waiting,
            @Nullable StudyEnd end) {

        public Carried {
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * What has been published.
     *
     * @param experimentId of MLflow; null before the first contact
     * @param runId of the parent run
     * @param version of the registered model; null before it is registered, or if there is no winner
     */
    record PublishStatus(
            @Nullable String experimentId,
            @Nullable String runId,
            @Nullable String version,
            int segments,
            boolean done) {}

    @WorkflowMethod
    PublishStatus publish(PublishRequest request);

    /** A ledger segment is ready; the server may deliver segments in another order than they were signalled. */
    @SignalMethod
    void segment(LedgerActivities.Segment segment);

    /** The study has ended; its document is written. May come before the last segments. */
    @SignalMethod
    void ended(StudyEnd end);

    /**
     * The end of a study.
     *
     * @param runId of the run of its workflow that ended; null if its history is not to be kept
     * @param segments how many ledger segments there are in all
     */
    record StudyEnd(@Nullable String runId, int segments) {}

    @QueryMethod
    PublishStatus status();
}
