package dev.lamarck.dashboard.report;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.ReportActivities;
import dev.lamarck.ledger.StudyReader;

/** Keeps the report of a study in the artifact store. A repeated call keeps the first. */
public final class ReportActivitiesImpl implements ReportActivities {

    private final ArtifactStore store;
    private final StudyReport report;

    public ReportActivitiesImpl(ArtifactStore store, StudyReader reader) {
        this.store = store;
        this.report = new StudyReport(store, reader);
    }

    @Override
    public ReportResult report(ReportRequest request) {
        String key = ArtifactKeys.report(request.study());
        store.put(key, report.html(request.study()));
        return new ReportResult(key);
    }
}
