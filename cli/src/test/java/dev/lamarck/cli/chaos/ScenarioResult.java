package dev.lamarck.cli.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of a scenario.
 *
 * @param struck the kinds of the faults that struck
 * @param repeated slices of its study that were trained for nothing
 * @param lostSeconds the time that they took, as far as the ledger tells
 * @param seconds from its beginning to the end of its study and its faults
 * @param violations of what must be true
 * @param notes what is worth knowing and no violation
 */
record ScenarioResult(
        int number,
        String study,
        List<String> struck,
        int repeated,
        double lostSeconds,
        double seconds,
        List<String> violations,
        List<String> notes) {

    ScenarioResult {
        struck = List.copyOf(struck);
        violations = List.copyOf(violations);
        notes = List.copyOf(notes);
    }

    /** The same with what else was found. */
    ScenarioResult with(List<String> moreViolations, List<String> moreNotes) {
        List<String> allViolations = new ArrayList<>(violations);
        allViolations.addAll(moreViolations);
        List<String> allNotes = new ArrayList<>(notes);
        allNotes.addAll(moreNotes);
        return new ScenarioResult(number, study, struck, repeated, lostSeconds, seconds, allViolations, allNotes);
    }
}
