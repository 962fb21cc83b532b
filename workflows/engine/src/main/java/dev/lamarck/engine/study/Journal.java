package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.Trial;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The one way into a study's state: applies events, numbers them, hands them to the ledger and notes what readers ask
 * for. Workflow code.
 */
final class Journal {

    private final StudyState state;
    private final LedgerWriter ledger;
    private final Incumbents incumbents;
    private final Checkpoints checkpoints;
    private final Deque<Trial> recent = new ArrayDeque<>();
    private int events;

    Journal(StudySpec spec, StudyState state, LedgerWriter ledger, Carried carried) {
        this.state = state;
        this.ledger = ledger;
        this.incumbents = new Incumbents(spec, state, carried);
        this.checkpoints = new Checkpoints(spec, incumbents, carried);
        this.events = carried.events();
    }

    /** False if it cannot have happened to this study now; then nothing changes. */
    boolean apply(StudyEvent event) {
        if (!state.apply(event)) {
            return false;
        }
        List<Trial> changed = state.drainChanged();
        if (event instanceof StudyEvent.Measured measured) {
            incumbents.note(measured);
        }
        ledger.add(events++, event, changed);
        ledger.free(checkpoints.superseded(event, changed));
        for (Trial trial : changed) {
            if (trial.state().isTerminal()) {
                recent.addLast(trial);
            }
        }
        while (recent.size() > StudySummary.MOST_RECENT) {
            recent.removeFirst();
        }
        return true;
    }

    /** A slice left this folder; it goes into the trial's next record. */
    void slice(int trial, String folder) {
        ledger.slice(trial, folder);
    }

    int events() {
        return events;
    }

    Incumbents incumbents() {
        return incumbents;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** The last trials that ended, newest last. */
    List<Trial> recent() {
        return List.copyOf(recent);
    }
}
