package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Writes runs to MLflow. Every call may be repeated: runs are found by their tags, points carry their own times. */
@ActivityInterface
public interface TrackingActivities {

    /** The type of failure that says that MLflow has the study's run no longer: it was wiped, or it is another. */
    String LOST = "TRACKING_LOST";

    /** The type of failure that says that a study has left no document, and never will. */
    String NEVER_ENDED = "STUDY_NEVER_ENDED";

    /** The study's experiment and parent run. */
    record ParentRun(String experimentId, String runId) {}

    ParentRun openStudy(PublishWorkflow.PublishRequest request);

    /** The night's parent run, in the experiment of its selection. */
    record OpenNightRequest(String nightly, String night, long startedMillis) {}

    ParentRun openNight(OpenNightRequest request);

    record CloseNightRequest(NightDocument document, ParentRun parent) {}

    /** Writes the verdict with its numbers and ends the night's run. */
    void closeNight(CloseNightRequest request);

    /**
     * How far a ledger has been read.
     *
     * @param segments how many of its segments
     * @param last the hash of the last of them; empty before the first
     */
    record Position(int segments, String last) {

        public static final Position BEGINNING = new Position(0, "");
    }

    record TrialsRequest(String study, ParentRun parent, Position after) {}

    /**
     * What was published.
     *
     * @param more whether the artifact store may hold more already
     */
    record TrialsResult(Position position, boolean more) {}

    /**
     * Publishes what the ledger in the artifact store holds beyond a position, a trial at most once. Heartbeats say how
     * far it is, and an attempt goes on where the one before ended.
     *
     * @throws io.temporal.failure.ApplicationFailure of type {@link #LOST}
     */
    TrialsResult publishTrials(TrialsRequest request);

    record CloseRequest(String study, ParentRun parent) {}

    /**
     * Writes the result, the winner's runs and study.json from the artifact store, and mends what differs from the ledger.
     *
     * @return true if the study has a winner with a model to register
     * @throws io.temporal.failure.ApplicationFailure of type {@link #LOST} or {@link #NEVER_ENDED}
     */
    boolean closeStudy(CloseRequest request);

    /**
     * What to attach.
     *
     * @param key of the report in the artifact store
     */
    record AttachRequest(CloseRequest study, String key) {}

    void attachReport(AttachRequest request);
}
