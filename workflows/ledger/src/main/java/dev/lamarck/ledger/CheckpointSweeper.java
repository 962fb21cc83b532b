package dev.lamarck.ledger;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import java.util.HashSet;
import java.util.Set;

/** Removes checkpoints that nothing needs any more; what slices reported and printed stays. Removing twice is no error. */
public final class CheckpointSweeper {

    /** What stays of a slice, beside its artifacts: its report, its log, where it ran, and the sums of what there was. */
    private static final Set<String> KEPT = Set.of("report.jsonl", "log.txt", "slice.json", "manifest.json");

    private static final String ARTIFACTS = "artifacts/";

    private final ArtifactStore store;
    private final Ledger ledger;

    public CheckpointSweeper(ArtifactStore store) {
        this.store = store;
        this.ledger = new Ledger(store);
    }

    /** Removes the checkpoint in the folder of a slice. */
    public void free(String folder) {
        for (String key : store.list(folder + "/")) {
            if (!isKept(key.substring(folder.length() + 1))) {
                store.delete(key);
            }
        }
    }

    /**
     * Removes all checkpoints of a study that has ended, but for some; and whole folders that no record names, which are
     * of attempts that were given up.
     *
     * @param keep folders whose checkpoints stay
     */
    public void sweep(String study, Set<String> keep) {
        Set<String> recorded = new HashSet<>(keep);
        for (String segment : ledger.segments(study)) {
            ledger.changes(segment).forEach(change -> recorded.addAll(change.slices()));
        }
        for (String key : store.list(ArtifactKeys.trials(study))) {
            String folder = folder(study, key);
            boolean goes = recorded.contains(folder)
                    ? !keep.contains(folder) && !isKept(key.substring(folder.length() + 1))
                    : !isWinner(study, key);
            if (goes) {
                store.delete(key);
            }
        }
    }

    private static boolean isKept(String name) {
        return KEPT.contains(name) || name.startsWith(ARTIFACTS);
    }

    /** Runs of the winner are recorded in the study's document, not in the ledger. */
    private static boolean isWinner(String study, String key) {
        return key.startsWith(ArtifactKeys.trials(study) + "winner-");
    }

    /** The folder of the attempt that a key belongs to: trial/rung/slice/attempt. */
    private static String folder(String study, String key) {
        int end = ArtifactKeys.trials(study).length();
        for (int part = 0; part < 4 && end >= 0; part++) {
            end = key.indexOf('/', end) + 1;
        }
        return end <= 0 ? key : key.substring(0, end - 1);
    }
}
