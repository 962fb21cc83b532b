package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.engine.tracking.Backlog.Update;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the runs of a study that has ended with its ledger. What an attempt wrote that was believed dead, or a server
 * that was stopped and went on later, may be there twice or be missing: of several runs of a trial one stays, and trials
 * that differ are named, to be published again from their first slice.
 */
final class Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /** What MLflow must say of a trial, as far as one search tells. */
    private record Expected(String state, String status, long endMillis, Map<String, Double> metrics) {

        static Expected of(Trial trial) {
            return new Expected(
                    trial.state().name(),
                    RunStatus.of(trial.state()).name(),
                    trial.period().endedMillis(),
                    trial.metrics());
        }

        boolean isMetBy(JsonNode run) {
            return MlflowRuns.tag(run, Tags.STATE).equals(state)
                    && run.path("info").path("status").asText().equals(status)
                    && run.path("info").path("end_time").asLong() == endMillis
                    && metrics.entrySet().stream()
                            .allMatch(metric -> isMet(MlflowRuns.name(metric.getKey()), metric.getValue(), run));
        }

        private static boolean isMet(String key, double value, JsonNode run) {
            if (!Double.isFinite(value)) {
                return true;
            }
            for (JsonNode metric : run.path("data").path("metrics")) {
                if (metric.path("key").asText().equals(key)) {
                    return metric.path("value").asDouble() == value;
                }
            }
            return false;
        }
    }

    private final MlflowRuns runs;
    private final Ledger ledger;
    private final String study;

    Reconciliation(MlflowRuns runs, Ledger ledger, String study) {
        this.runs = runs;
        this.ledger = ledger;
        this.study = study;
    }

    /** Deletes runs that are there twice; returns the trials that have to be published again, whole. */
    List<Update> mend(ParentRun parent) {
        Map<Integer, Expected> expected = expected();
        Map<Integer, String> kept = new HashMap<>();
        Set<Integer> amiss = new TreeSet<>(expected.keySet());
        Set<Integer> twice = new TreeSet<>();
        List<String> surplus = new ArrayList<>();
        runs.search(
                parent.experimentId(),
                Tags.trialsOf(parent),
                run -> Tags.trial(run).ifPresent(trial -> {
                    String id = run.path("info").path("run_id").asText();
                    String other = kept.put(trial, id);
                    if (other != null) {
                        // The same as who goes on with one of them takes.
                        boolean first = id.compareTo(other) < 0;
                        kept.put(trial, first ? id : other);
                        surplus.add(first ? other : id);
                        twice.add(trial);
                    }
                    Expected wanted = expected.get(trial);
                    if (wanted != null && wanted.isMetBy(run)) {
                        amiss.remove(trial);
                    }
                }));
        surplus.forEach(runs::delete);
        // Each of several runs may hold a part of the points.
        twice.stream().filter(expected::containsKey).forEach(amiss::add);
        if (!amiss.isEmpty()) {
            LOG.info("Study {}: {} runs of trials differ from the ledger and are written again", study, amiss.size());
        }
        return amiss.isEmpty() ? List.of() : List.copyOf(whole(amiss));
    }

    private Map<Integer, Expected> expected() {
        Map<Integer, Expected> expected = new HashMap<>();
        for (String key : ledger.segments(study)) {
            for (TrialRecord change : ledger.changes(key)) {
                if (Update.of(change).isNews()) {
                    expected.put(change.trial().id(), Expected.of(change.trial()));
                }
            }
        }
        return expected;
    }

    /** The trials with all slices that they ever left. */
    private Collection<Update> whole(Set<Integer> trials) {
        Map<Integer, Update> updates = new TreeMap<>();
        for (String key : ledger.segments(study)) {
            for (TrialRecord change : ledger.changes(key)) {
                if (trials.contains(change.trial().id())) {
                    Backlog.add(updates, change);
                }
            }
        }
        return updates.values();
    }
}
