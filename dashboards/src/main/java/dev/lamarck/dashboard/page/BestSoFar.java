package dev.lamarck.dashboard.page;

import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.ArrayList;
import java.util.List;

/** Which trials were the best of their study, by the rule of the search: a higher rung first, then the value. */
final class BestSoFar {

    private final Objective objective;
    private final Slices slices;

    BestSoFar(Objective objective, Slices slices) {
        this.objective = objective;
        this.slices = slices;
    }

    /** Of a study that has ended: as the search itself noted them. */
    static List<BestPoint> of(StudyDocument document, long firstMillis) {
        return document.incumbents().stream()
                .filter(incumbent -> Double.isFinite(incumbent.value()))
                .map(incumbent -> new BestPoint(
                        firstMillis + Math.round(incumbent.seconds() * 1000), incumbent.trial(), incumbent.value()))
                .toList();
    }

    /** Of a study that runs: from the rungs that have ended. */
    List<BestPoint> of(List<TrialRecord> records) {
        List<BestPoint> best = new ArrayList<>();
        Scored leader = null;
        for (TrialRecord entry : records) {
            Trial trial = entry.trial();
            Double value = Slices.finite(trial.metrics().get(objective.metric()));
            if (value == null || trial.state() == TrialState.FAILED) {
                continue;
            }
            Scored scored = new Scored(
                    trial.id(),
                    trial.suggestion().configuration(),
                    trial.progress().rung(),
                    objective.loss(value));
            if (leader == null || Scored.BEST_FIRST.compare(scored, leader) < 0) {
                leader = scored;
                best.add(new BestPoint(measuredMillis(entry), trial.id(), value));
            }
        }
        return best;
    }

    private long measuredMillis(TrialRecord entry) {
        long last = entry.slices().stream()
                .mapToLong(slice -> slices.facts(slice, objective.metric()).lastMillis())
                .max()
                .orElse(0);
        Trial.Period period = entry.trial().period();
        return last > 0 ? last : period.endedMillis() > 0 ? period.endedMillis() : period.startedMillis();
    }
}
