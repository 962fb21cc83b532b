package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Writes runs to MLflow. Every call may be repeated: runs are found by their tags, points carry their own times. */
@ActivityInterface
public interface TrackingActivities {

    /** The study's experiment and parent run. */
    record ParentRun(String experimentId, String runId) {}

    ParentRun openStudy(PublishWorkflow.PublishRequest request);

    record TrialsRequest(StudySpec spec, ParentRun parent, LedgerActivities.Segment segment) {}

    void publishTrials(TrialsRequest request);

    record CloseRequest(String study, ParentRun parent) {}

    /**
     * Writes the result, the winner's runs and study.json from the artifact store.
     *
     * @return true if the study has a winner to register
     */
    boolean closeStudy(CloseRequest request);
}
