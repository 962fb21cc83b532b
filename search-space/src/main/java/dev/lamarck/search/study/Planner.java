package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import java.util.List;
import java.util.OptionalInt;

/** What is next: which trial begins, goes on, rises, or has no more chance to. */
final class Planner {

    private final StudyRules rules;
    private final Control control;
    private final Trials trials;
    private final Ladder ladder;
    private final Tried tried;
    private final WaitingList waiting;
    private final Judge judge;

    Planner(Parts parts, Judge judge) {
        this.rules = parts.rules();
        this.control = parts.control();
        this.trials = parts.trials();
        this.ladder = parts.ladder();
        this.tried = parts.tried();
        this.waiting = parts.waiting();
        this.judge = judge;
    }

    Decision decide() {
        if (trials.live().isEmpty() && !moreToSuggest()) {
            return new Decision.Finish();
        }
        String stopping = control.stopping();
        if (stopping != null) {
            return new Decision.Await("%s; %s".formatted(stopping, inFlight()));
        }
        if (control.pausedBy != null) {
            return new Decision.Await("paused by " + control.pausedBy);
        }
        if (trials.running() >= control.parallel) {
            return new Decision.Await("all %d slots of the budget are in use".formatted(control.parallel));
        }
        for (int rung = rules.rungs().last() - 1; rung >= 0; rung--) {
            OptionalInt best = promotable(rung);
            if (best.isPresent()) {
                return new Decision.Train(trials.trial(best.getAsInt()), rung + 1);
            }
        }
        Trial pending = trials.nextPending();
        if (pending != null) {
            return new Decision.Train(pending, pending.progress().rung());
        }
        return moreToSuggest() ? new Decision.Suggest(trials.started()) : new Decision.Await(inFlight());
    }

    boolean suggested(int trial, Suggestion suggestion) {
        Configuration configuration = suggestion.configuration();
        if (trial != trials.started() || !moreToSuggest()) {
            return false;
        }
        if (!waiting.take(configuration) && tried.contains(configuration)) {
            return false;
        }
        tried.add(configuration);
        trials.begin(suggestion);
        return true;
    }

    boolean exhausted() {
        if (control.exhausted || !moreToSuggest() || waiting.first() != null) {
            return false;
        }
        control.exhausted = true;
        return true;
    }

    boolean enqueued(StudyEvent.Enqueued event) {
        boolean again = !event.repeat() && tried.contains(event.configuration());
        if (again || control.stopping() != null || !waiting.add(event)) {
            return false;
        }
        tried.add(event.configuration());
        return true;
    }

    boolean dispatched(StudyEvent.Dispatched event) {
        Trial trial = trials.find(event.trial());
        boolean closed = control.stopping() != null || control.pausedBy != null || trials.running() >= control.parallel;
        if (trial == null || closed || event.dispatch() != trial.progress().dispatches() + 1) {
            return false;
        }
        Trial.Progress progress = trial.progress();
        if (trial.state() == TrialState.PENDING && event.rung() == progress.rung()) {
            trials.put(trial.dispatched(progress, event.atMillis()));
            return true;
        }
        boolean promoted = trial.state() == TrialState.PAUSED
                && event.rung() == progress.rung() + 1
                && promotable(progress.rung()).equals(OptionalInt.of(trial.id()));
        if (promoted) {
            ladder.promote(trial);
            trials.put(trial.dispatched(progress.promoted(rules.checkpoints()), event.atMillis()));
        }
        return promoted;
    }

    /** Draws the consequences of an event for the other trials. */
    void settle(long nowMillis) {
        String stopping = control.stopping();
        if (stopping != null) {
            if (trials.running() == 0) {
                endAll(stopping, nowMillis);
            }
            return;
        }
        boolean more = moreToSuggest();
        ladder.prune(
                more ? control.limits.trials() : trials.started(),
                (reason, trial) ->
                        judge.end(trials.trial(trial), TrialState.PRUNED, new Trial.Outcome(null, reason), nowMillis));
        if (!more && trials.allPaused()) {
            windUp(nowMillis);
        }
    }

    /** Nothing is in flight or to come: rung by rung from the first, ends what waits and has earned no promotion. */
    private void windUp(long nowMillis) {
        for (int rung = 0; rung < rules.rungs().last() && promotable(rung).isEmpty(); rung++) {
            Trial.Outcome outcome =
                    new Trial.Outcome(null, "rung %d: the search ended before a promotion".formatted(rung + 1));
            trials.paused(rung).forEach(trial -> judge.end(trial, TrialState.PRUNED, outcome, nowMillis));
        }
    }

    /** The study stops and nothing runs: what has a result is pruned, what waits for a slot is cancelled. */
    private void endAll(String reason, long nowMillis) {
        for (Trial trial : List.copyOf(trials.live())) {
            boolean result = trial.state() == TrialState.PAUSED && control.fatal() == null;
            TrialState state = result ? TrialState.PRUNED : TrialState.CANCELLED;
            judge.end(trial, state, new Trial.Outcome(null, reason), nowMillis);
        }
    }

    private OptionalInt promotable(int rung) {
        return ladder.promotable(rung, !moreToSuggest() && trials.isComplete(rung));
    }

    private boolean moreToSuggest() {
        return control.stopping() == null
                && trials.started() < control.limits.trials()
                && (!control.exhausted || waiting.first() != null);
    }

    private String inFlight() {
        return trials.running() == 1 ? "1 rung is in flight" : "%d rungs are in flight".formatted(trials.running());
    }
}
