package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Writes runs to MLflow. Every call may be repeated: runs are found by their tags, points carry their own times. */
@ActivityInterface
public interface TrackingActivities {

    /** The study's experiment and parent run. */
    record ParentRun(String experimentId, String runId) {}

    ParentRun openStudy(PublishWorkflow.PublishRequest request);

    /** The night's parent run, in the experiment of its selection. */
    record OpenNightRequest(String nightly, String night, long startedMillis) {}

    ParentRun openNight(OpenNightRequest request);

    record CloseNightRequest(NightDocument document, ParentRun parent) {}

    /** Writes the verdict with its numbers and ends the night's run. */
    void closeNight(CloseNightRequest request);

    record TrialsRequest(StudySpec spec, ParentRun parent, LedgerActivities.Segment segment) {}

    void publishTrials(TrialsRequest request);

    record CloseRequest(String study, ParentRun parent) {}

    /**
     * Writes the result, the winner's runs and study.json from the artifact store.
     *
     * @return true if the study has a winner to register
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
