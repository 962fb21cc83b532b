package dev.lamarck.cli.chaos;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the ledger of a study says, read record by record.
 *
 * @param trials the latest record of each, by id
 * @param endings how many records say that a trial has ended after it was alive, by id
 * @param lost the slices that the infrastructure lost
 * @param missing the numbers of events that are not there, or not in their place
 */
record StudyFacts(
        Map<Integer, Trial> trials, Map<Integer, Integer> endings, List<LostSlice> lost, List<Integer> missing) {

    static StudyFacts of(ArtifactStore store, String study) {
        Ledger ledger = new Ledger(store);
        StudyFacts facts = new StudyFacts(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        Map<Integer, StudyEvent.Dispatched> dispatched = new HashMap<>();
        int number = 0;
        for (String segment : ledger.segments(study)) {
            for (LedgerRecord entry : ledger.records(segment)) {
                if (entry.number() != number) {
                    facts.missing.add(number);
                    number = entry.number();
                }
                number++;
                entry.changed().forEach(facts::note);
                facts.note(study, entry.event(), dispatched);
            }
        }
        return facts;
    }

    /** The trials that were dispatched. */
    List<Trial> started() {
        return trials.values().stream()
                .filter(trial -> trial.period().startedMillis() > 0)
                .toList();
    }

    private void note(TrialRecord change) {
        Trial trial = change.trial();
        Trial before = trials.put(trial.id(), trial);
        if (trial.state().isTerminal() && (before == null || before.state() != trial.state())) {
            endings.merge(trial.id(), 1, Integer::sum);
        }
    }

    private void note(String study, StudyEvent event, Map<Integer, StudyEvent.Dispatched> dispatched) {
        if (event instanceof StudyEvent.Dispatched begun) {
            dispatched.put(begun.trial(), begun);
        }
        if (event instanceof StudyEvent.CheckpointLost damaged) {
            lost.add(lost(study, damaged, dispatched.get(damaged.trial()), false));
        }
        if (event instanceof StudyEvent.Failed failed && failed.failure() == FailureClass.INFRASTRUCTURE) {
            boolean silent = failed.message().toLowerCase(Locale.ROOT).contains("timeout");
            lost.add(lost(study, failed, dispatched.get(failed.trial()), silent));
        }
    }

    private static LostSlice lost(String study, StudyEvent.Result result, StudyEvent.Dispatched begun, boolean silent) {
        long held = result.deviceMillis() > 0 ? result.deviceMillis() : result.atMillis() - begun.atMillis();
        return new LostSlice(
                study, result.trial(), result.dispatch(), begun.atMillis(), result.atMillis(), held / 1000.0, silent);
    }
}
