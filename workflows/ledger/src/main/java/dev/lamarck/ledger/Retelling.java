package dev.lamarck.ledger;

import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.StudyDocument.Incumbent;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.Trial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A study told again: its events, one by one, make the state that the engine had. */
final class Retelling {

    private final StudyRequest job;
    private final StudyState state;
    private final List<Incumbent> incumbents = new ArrayList<>();
    private final Deque<Trial> recent = new ArrayDeque<>();
    private @Nullable Scored best;
    private @Nullable String ended;
    private long firstDispatchMillis;
    private long lastMillis;
    private int events;

    Retelling(StudyRequest job) {
        StudySpec spec = job.spec();
        this.job = job;
        this.state = new StudyState(spec.rules(), spec.space());
    }

    /**
     * Applies the next event.
     *
     * @return the trials that it changed for readers; null if it cannot have happened then
     */
    @Nullable
    List<Trial> apply(LedgerRecord next) {
        StudyEvent event = next.event();
        if (!state.apply(event)) {
            return null;
        }
        events++;
        lastMillis = event.atMillis();
        switch (event) {
            case StudyEvent.Dispatched dispatched ->
                firstDispatchMillis = firstDispatchMillis == 0 ? dispatched.atMillis() : firstDispatchMillis;
            case StudyEvent.Measured measured -> note(measured);
            case StudyEvent.Ended end -> ended = end.reason();
            default -> {}
        }
        List<Trial> changed = state.drainChanged();
        changed.stream().filter(trial -> trial.state().isTerminal()).forEach(recent::addLast);
        while (recent.size() > StudySummary.MOST_RECENT) {
            recent.removeFirst();
        }
        return changed;
    }

    StudyState state() {
        return state;
    }

    int events() {
        return events;
    }

    long lastMillis() {
        return lastMillis;
    }

    /** Each trial that was the best when it ended a rung, oldest first. */
    List<Incumbent> incumbents() {
        return List.copyOf(incumbents);
    }

    /**
     * How the study stood after the last event.
     *
     * @param phase what is known of it now
     * @param broken why there is no more to tell; null if all is told
     */
    StudySummary summary(String phase, @Nullable String broken) {
        Map<String, Integer> states = new LinkedHashMap<>();
        state.counts().forEach((trialState, count) -> states.put(trialState.name(), count));
        return new StudySummary(
                job.spec().name(),
                job.digest(),
                state.status(),
                phase,
                state.limits(),
                state.parallel(),
                state.deviceMillis(),
                state.started(),
                states,
                state.incumbent(),
                state.live().stream()
                        .sorted(StudyReader.RUNNING_FIRST)
                        .limit(StudySummary.MOST_LIVE)
                        .toList(),
                List.copyOf(recent),
                null,
                null,
                message(broken));
    }

    private @Nullable String message(@Nullable String broken) {
        if (broken != null) {
            return broken;
        }
        return ended == null ? state.fatal() : ended;
    }

    private void note(StudyEvent.Measured measured) {
        Scored now = state.incumbent();
        if (now == null || now.trial() != measured.trial() || now.equals(best)) {
            return;
        }
        best = now;
        Double value = measured.metrics().get(job.spec().objective().metric());
        incumbents.add(new Incumbent(
                (measured.atMillis() - firstDispatchMillis) / 1000.0,
                now.trial(),
                value == null ? Double.NaN : value,
                measured.checkpoint() == null ? "" : measured.checkpoint()));
    }
}
