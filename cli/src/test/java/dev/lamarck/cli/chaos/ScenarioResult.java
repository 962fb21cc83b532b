package dev.lamarck.cli.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of a scenario.
 *
 * @param seconds from its beginning to the end of its study and its faults
 * @param tallies what each of its faults has cost, be it this scenario's study or another's of the same batch
 * @param violations of what must be true
 * @param notes what is worth knowing and no violation
 */
record ScenarioResult(
        int number, String study, double seconds, List<Tally> tallies, List<String> violations, List<String> notes) {

    /**
     * What a fault has cost.
     *
     * @param repeated slices that were trained for nothing
     * @param lostSeconds the time that they held a slot
     */
    record Tally(String kind, int repeated, double lostSeconds) {}

    ScenarioResult {
        tallies = List.copyOf(tallies);
        violations = List.copyOf(violations);
        notes = List.copyOf(notes);
    }

    /** The same with what else was found. */
    ScenarioResult with(List<String> moreViolations, List<String> moreNotes) {
        List<String> allViolations = new ArrayList<>(violations);
        allViolations.addAll(moreViolations);
        List<String> allNotes = new ArrayList<>(notes);
        allNotes.addAll(moreNotes);
        return new ScenarioResult(number, study, seconds, tallies, allViolations, allNotes);
    }

    List<String> kinds() {
        return tallies.stream().map(Tally::kind).toList();
    }
}
