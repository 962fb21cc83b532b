package dev.lamarck.contract;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/** Writes a study to MLflow, for ever retrying, and outlives it: a dead MLflow delays the record, never the search. */
@WorkflowInterface
public interface PublishWorkflow {

    /**
     * What to publish.
     *
     * @param startedMillis when the study began; what tells its runs from those of an earlier study of the name
     * @param ended true to publish a study that sends nothing any more, all of it from the artifact store
     * @param carried what an earlier run of this workflow left; null at the beginning
     */
    record PublishRequest(
            StudySpec spec,
            String digest,
            long startedMillis,
            boolean ended,
            @Nullable Carried carried) {}

    /**
     * What one run of this workflow hands to the next.
     *
     * @param position how far the ledger is published
     * @param again whether all of it is to be published again
     * @param end null while the study runs
     */
    record Carried(
            PublishStatus status,
            TrackingActivities.Position position,
            boolean again,
            @Nullable StudyEnd end) {}

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

    /**
     * A ledger segment is ready. Says that there is something to do, no more: what is published is what the artifact store
     * holds, so that a signal may be late or lost, or stand for several segments.
     */
    @SignalMethod
    void segment(LedgerActivities.Segment segment);

    /** The study has ended; its document is written. May come before the last segments. */
    @SignalMethod
    void ended(StudyEnd end);

    /** Publishes everything again from the beginning, into whatever MLflow the engine has; what is there stays. */
    @SignalMethod
    void republish();

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
