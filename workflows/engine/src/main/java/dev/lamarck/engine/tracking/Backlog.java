package dev.lamarck.engine.tracking;

import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.TrackingActivities.Position;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.Ledger.Part;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger holds beyond a position: each trial once, in its newest state, with all slices that it left since. However
 * long MLflow was away, a trial costs the calls of one record.
 *
 * @param end the position behind it
 * @param more whether the ledger may go on: this is not all of it
 */
record Backlog(Position end, boolean more, List<Update> updates) {

    private static final int MOST_TRIALS = 500;
    private static final int MOST_SEGMENTS = 64;

    /**
     * What is to be published of a trial.
     *
     * @param slices the artifact folders whose reports are to be published: a list a record, all oldest first
     */
    record Update(Trial trial, List<List<String>> slices) {

        static Update of(TrialRecord change) {
            return new Update(change.trial(), change.slices().isEmpty() ? List.of() : List.of(change.slices()));
        }

        /** A trial that has done nothing new and lives on is not worth a call. */
        boolean isNews() {
            return trial.period().startedMillis() != 0
                    && (!slices.isEmpty() || trial.state().isTerminal());
        }

        Update then(Update next) {
            List<List<String>> all = new ArrayList<>(slices);
            all.addAll(next.slices());
            return new Update(next.trial(), all);
        }
    }

    /**
     * Reads the ledger of a study. The same part of a ledger gives the same updates in the same order.
     *
     * @param until where to end; null to go on until there is enough to do
     */
    static Backlog read(Ledger ledger, String study, Position after, @Nullable Position until) {
        Map<Integer, Update> updates = new LinkedHashMap<>();
        Position position = after;
        while (until == null ? !isEnough(updates, position, after) : position.segments() < until.segments()) {
            Optional<Part> part = ledger.part(study, position.segments() + 1, position.last());
            if (part.isEmpty()) {
                return of(position, false, updates);
            }
            part.get().changes().forEach(change -> add(updates, change));
            position =
                    new Position(position.segments() + 1, part.get().segment().sha256());
        }
        return of(position, true, updates);
    }

    /** Adds what a record tells of a trial to what is known of it. */
    static void add(Map<Integer, Update> updates, TrialRecord change) {
        updates.merge(change.trial().id(), Update.of(change), Update::then);
    }

    private static boolean isEnough(Map<Integer, Update> updates, Position position, Position after) {
        return updates.size() >= MOST_TRIALS || position.segments() - after.segments() >= MOST_SEGMENTS;
    }

    private static Backlog of(Position end, boolean more, Map<Integer, Update> updates) {
        return new Backlog(
                end, more, updates.values().stream().filter(Update::isNews).toList());
    }
}
