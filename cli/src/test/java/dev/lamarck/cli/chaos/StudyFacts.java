package dev.lamarck.cli.chaos;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.study.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the ledger of a study says, read record by record.
 *
 * @param trials the latest record of each, by id
 * @param endings how many records say that a trial has ended in another way than the one before, by id
 * @param slices the folders of accepted slices
 */
record StudyFacts(Map<Integer, Trial> trials, Map<Integer, Integer> endings, List<String> slices) {

    private static final JsonMapper JSON = new JsonMapper();

    static StudyFacts of(ArtifactStore store, String study) {
        Ledger ledger = new Ledger(store);
        Map<Integer, Trial> trials = new TreeMap<>();
        Map<Integer, Integer> endings = new TreeMap<>();
        List<String> slices = new ArrayList<>();
        for (String segment : ledger.segments(study)) {
            for (LedgerRecord ledgerRecord : ledger.records(segment)) {
                Trial trial = ledgerRecord.trial();
                Trial before = trials.put(trial.id(), trial);
                boolean changed = before == null || before.state() != trial.state();
                if (trial.state().isTerminal() && changed) {
                    endings.merge(trial.id(), 1, Integer::sum);
                }
                slices.addAll(ledgerRecord.slices());
            }
        }
        return new StudyFacts(trials, endings, slices);
    }

    /** The trials that were dispatched. */
    List<Trial> started() {
        return trials.values().stream()
                .filter(trial -> trial.period().startedMillis() > 0)
                .toList();
    }

    /** How many slices were trained for nothing. */
    int repeated() {
        int dispatched = trials.values().stream()
                .mapToInt(trial -> trial.progress().dispatches())
                .sum();
        return Math.max(0, dispatched - slices.size());
    }

    /** How long an accepted slice took, on the average; 0 if there is none. */
    double sliceSeconds(ArtifactStore store) {
        return slices.stream()
                .map(slice -> run(store, slice))
                .mapToDouble(run -> (run.endedMillis() - run.startedMillis()) / 1000.0)
                .average()
                .orElse(0);
    }

    private static SliceRun run(ArtifactStore store, String slice) {
        try {
            return JSON.readValue(
                    ArtifactFolder.open(store, slice).file(SliceRun.FILE).toFile(), SliceRun.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
