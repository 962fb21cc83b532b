package dev.lamarck.engine.tracking;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.contract.WinnerResult.SeedRun;
import dev.lamarck.engine.tracking.MlflowRuns.Run;
import dev.lamarck.ledger.SliceReports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The runs that a winner was chosen from: the finalists over their seeds. */
final class WinnerRuns {

    private final MlflowRuns runs;
    private final SliceReports reports;
    private final Map<String, String> common;

    /**
     * A writer of such runs.
     *
     * @param common tags of every run
     */
    WinnerRuns(MlflowRuns runs, SliceReports reports, Map<String, String> common) {
        this.runs = runs;
        this.reports = reports;
        this.common = common;
    }

    void publish(StudySpec spec, ParentRun parent, WinnerResult winner) {
        for (SeedRun seed : winner.runs()) {
            Map<String, String> identity = Map.of(
                    Tags.STUDY, spec.name(),
                    Tags.ROLE, Tags.ROLE_WINNER_SEED,
                    Tags.RUN, seed.name(),
                    Tags.PARENT, parent.runId());
            Map<String, String> tags = new LinkedHashMap<>(common);
            tags.put(Tags.TRIAL, Integer.toString(seed.trial()));
            tags.put("lamarck.chosen", Boolean.toString(seed.name().equals(winner.chosen())));
            Run run = runs.findOrCreate(parent.experimentId(), identity, seed.name(), seed.startedMillis(), tags);
            TrialPoints reported = TrialPoints.read(
                    reports, List.of(List.of(seed.checkpoint())), TrialPoints.NONE, seed.startedMillis());
            runs.log(run.id(), Map.of("seed", Long.toString(seed.seed())), reported.points(), tags);
            runs.update(run.id(), RunStatus.FINISHED, seed.endedMillis());
        }
    }
}
