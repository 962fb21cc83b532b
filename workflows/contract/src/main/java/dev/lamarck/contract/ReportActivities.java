package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Writes the report of a study that has ended: one page that needs nothing beside it. */
@ActivityInterface
public interface ReportActivities {

    record ReportRequest(String study) {}

    /** The key of the page in the artifact store. */
    record ReportResult(String key) {}

    ReportResult report(ReportRequest request);
}
