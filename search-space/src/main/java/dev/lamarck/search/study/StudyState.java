package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state of a running study and its rules: events go in by {@link #apply}, {@link #decide} says what to do next. Pure
 * in the sense that matters: no clock, no randomness, no input or output, so the same events always give the same
 * decisions, and asking changes nothing. A late, repeated or impossible event changes nothing and is answered with false.
 *
 * <p>One owner, one thread. Ended trials leave by {@link #drainChanged}; what stays is only what the next decision needs.
 * An event costs the logarithm of the number of trials at most.
 */
public final class StudyState {

    /** How often a sampler is asked for one trial before the space counts as used up. */
    public static final int ATTEMPTS = 8;

    private static final int MOST_PENDING_SHOWN = 100;

    private final StudyRules rules;
    private final Control control;
    private final Trials trials;
    private final Ladder ladder;
    private final Population population = new Population();
    private final Tried tried = new Tried();
    private final WaitingList waiting = new WaitingList();
    private final Judge judge;

    public StudyState(StudyRules rules, SearchSpace space) {
        this.rules = rules;
        this.control = new Control(rules, space);
        this.trials = new Trials(rules.rungs().count());
        this.ladder = new Ladder(rules);
        this.judge = new Judge(rules, control, trials, ladder, population, tried);
    }

    /** Applies what happened; false if it cannot have happened to this study now. */
    public boolean apply(StudyEvent event) {
        boolean accepted = switch (event) {
            case StudyEvent.Suggested suggested -> suggested(suggested.trial(), suggested.suggestion());
            case StudyEvent.Exhausted _ -> exhausted();
            case StudyEvent.Dispatched dispatched -> dispatched(dispatched);
            case StudyEvent.Result result -> judge.judge(result);
            case StudyEvent.Paused paused -> pause(paused.by());
            case StudyEvent.Resumed _ -> resume();
            case StudyEvent.Stopped stopped ->
                control.stop("stopped by %s: %s".formatted(stopped.by(), stopped.reason()));
            case StudyEvent.BudgetSet budget -> budgetSet(budget.limits(), budget.parallel());
            case StudyEvent.SpaceChanged changed -> spaceChanged(changed.space());
            case StudyEvent.Enqueued enqueued -> enqueued(enqueued);
            case StudyEvent.TrialPruned pruned -> trialPruned(pruned);
            case StudyEvent.TrialRetried retried -> control.stopping() == null && trials.retry(retried.trial());
            case StudyEvent.Ended ended -> ended(ended);
            case StudyEvent.TimeUp timeUp -> control.stop("%s is used up".formatted(timeUp.limit()));
        };
        if (accepted) {
            settle(event.atMillis());
        }
        return accepted;
    }

    /** What to do with a free slot. Promotions come first, from the highest rung down, then repeats, then new trials. */
    public Decision decide() {
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
        if (running() >= control.parallel) {
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

    /**
     * Asks a sampler until it proposes a configuration that was not tried.
     *
     * @param sampler gives the proposals of the n-th attempt, from 0, best first
     * @return null if there is none: the space is exhausted
     */
    public @Nullable Suggestion propose(IntFunction<List<Suggestion>> sampler) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            for (Suggestion suggestion : sampler.apply(attempt)) {
                if (!isTried(suggestion.configuration())) {
                    return suggestion;
                }
            }
        }
        return null;
    }

    /** What a person asked for, to be suggested before the sampler is asked; null if nothing waits. */
    public StudyEvent.@Nullable Enqueued nextEnqueued() {
        return waiting.first();
    }

    /** How many configurations that people asked for wait to be suggested. */
    public int enqueued() {
        return waiting.all().size();
    }

    /** Whether the configuration was suggested or waits to be. */
    public boolean isTried(Configuration configuration) {
        return tried.contains(configuration);
    }

    /** Whether this dispatch of the trial is in flight and its result will count. */
    public boolean awaits(int trial, int dispatch) {
        return Judge.awaits(trials.find(trial), dispatch);
    }

    /**
     * Trials that ended a rung or their life, or were retried, since the last call, in that order; ended ones are
     * forgotten here.
     */
    public List<Trial> drainChanged() {
        return trials.drainChanged();
    }

    /** What a sampler may look at now; results of a space that was edited since are carried over into the new one. */
    public StudyView view() {
        List<Scored> told = population.members().stream()
                .flatMap(member -> control.space.project(member.configuration()).stream()
                        .map(now -> new Scored(member.trial(), now, member.rung(), member.loss())))
                .toList();
        List<Configuration> pending = trials.inWork(MOST_PENDING_SHOWN).stream()
                .map(trial -> trial.suggestion().configuration())
                .toList();
        return new StudyView(control.space, told, pending);
    }

    public Collection<Trial> live() {
        return trials.live();
    }

    /** The trial of this id; null if it is not live. */
    public @Nullable Trial trial(int id) {
        return trials.find(id);
    }

    /** The last trials that failed, which can be retried. */
    public Collection<Trial> failed() {
        return trials.failed();
    }

    /** How many trials have ended in each terminal state. */
    public Map<TrialState, Integer> ended() {
        return trials.ended();
    }

    /** How many trials are in each state; states of none are left out. */
    public Map<TrialState, Integer> counts() {
        return trials.counts();
    }

    public int running() {
        return trials.running();
    }

    /** How many trials were started, ended ones included. */
    public int started() {
        return trials.started();
    }

    public Limits limits() {
        return control.limits;
    }

    /** How many trials may run at once. */
    public int parallel() {
        return control.parallel;
    }

    public SearchSpace space() {
        return control.space;
    }

    public StudyRules rules() {
        return rules;
    }

    /** RUNNING, PAUSED or STOPPING: how a search ended is more than its state knows. */
    public StudyStatus status() {
        if (control.stopping() != null) {
            return StudyStatus.STOPPING;
        }
        return control.pausedBy == null ? StudyStatus.RUNNING : StudyStatus.PAUSED;
    }

    /** Who paused the study; null if nobody has. */
    public @Nullable String pausedBy() {
        return control.pausedBy;
    }

    /** Why nothing new begins; null while it may. */
    public @Nullable String stopping() {
        return control.stopping();
    }

    /** How long all results together held a device. */
    public long deviceMillis() {
        return control.deviceMillis;
    }

    /** How long devices may still be held; the largest long if there is no limit. */
    public long deviceMillisLeft() {
        return control.deviceMillisLeft();
    }

    /** The best trial so far: of those in the highest rung that any has ended. */
    public @Nullable Scored incumbent() {
        return population.best();
    }

    /** The best trials at full budget, best first; if none got there, the best of the highest rung. */
    public List<Scored> best(int count) {
        return population.top(count);
    }

    /** Why the study can only fail; null while it can succeed. */
    public @Nullable String fatal() {
        return control.fatal();
    }

    private boolean suggested(int trial, Suggestion suggestion) {
        Configuration configuration = suggestion.configuration();
        if (trial != trials.started() || !moreToSuggest()) {
            return false;
        }
        if (!waiting.take(configuration) && isTried(configuration)) {
            return false;
        }
        tried.add(configuration);
        trials.begin(suggestion);
        return true;
    }

    private boolean exhausted() {
        if (control.exhausted || !moreToSuggest() || waiting.first() != null) {
            return false;
        }
        control.exhausted = true;
        return true;
    }

    private boolean dispatched(StudyEvent.Dispatched event) {
        Trial trial = trials.find(event.trial());
        boolean closed = control.stopping() != null || control.pausedBy != null || running() >= control.parallel;
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

    private boolean pause(String by) {
        if (control.pausedBy != null || control.stopping() != null) {
            return false;
        }
        control.pausedBy = by;
        return true;
    }

    private boolean resume() {
        boolean was = control.pausedBy != null;
        control.pausedBy = null;
        return was;
    }

    private boolean budgetSet(Limits limits, int parallel) {
        if (parallel < 1) {
            return false;
        }
        control.limits = limits;
        control.parallel = parallel;
        return true;
    }

    private boolean spaceChanged(SearchSpace space) {
        if (control.stopping() != null) {
            return false;
        }
        control.space = space;
        control.exhausted = false;
        return true;
    }

    private boolean enqueued(StudyEvent.Enqueued event) {
        boolean again = !event.repeat() && isTried(event.configuration());
        if (again || control.stopping() != null || !waiting.add(event)) {
            return false;
        }
        tried.add(event.configuration());
        return true;
    }

    private boolean trialPruned(StudyEvent.TrialPruned event) {
        Trial trial = trials.find(event.trial());
        if (trial == null) {
            return false;
        }
        judge.end(trial, TrialState.PRUNED, new Trial.Outcome(null, "pruned by " + event.by()), event.atMillis());
        return true;
    }

    private boolean ended(StudyEvent.Ended event) {
        control.stop(event.reason());
        for (Trial trial : List.copyOf(trials.live())) {
            judge.end(trial, TrialState.CANCELLED, new Trial.Outcome(null, event.reason()), event.atMillis());
        }
        return true;
    }

    /** Draws the consequences of an event for the other trials. */
    private void settle(long nowMillis) {
        String stopping = control.stopping();
        if (stopping != null) {
            if (running() == 0) {
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
        return running() == 1 ? "1 rung is in flight" : "%d rungs are in flight".formatted(running());
    }
}
