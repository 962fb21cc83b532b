package dev.lamarck.search.study;

import dev.lamarck.search.pruner.PruneDecision;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a running study and its rules: events go in by {@link #apply}, {@link #decide} says what to do next. Pure
 * in the sense that matters: no clock, no randomness, no input or output, so the same events always give the same
 * decisions. A late, repeated or impossible event changes nothing and is answered with false.
 *
 * <p>One owner, one thread. Ended trials leave by {@link #drainChanged}; what stays is only what the next decision needs.
 */
public final class StudyState {

    /** If so many trials in a row from the first are invalid, the space is wrong and not the luck. */
    private static final int FIRST_TRIALS = 10;

    private final StudyRules rules;
    private final Map<Integer, Trial> live = new TreeMap<>();
    private final Ladder ladder;
    private final Population population = new Population();
    private final Set<Long> tried = new HashSet<>();
    private final Map<TrialState, Integer> ended = new EnumMap<>(TrialState.class);
    private final List<Trial> changed = new ArrayList<>();
    private int nextTrial;
    private boolean spaceExhausted;
    private @Nullable String fatal;

    public StudyState(StudyRules rules) {
        this.rules = rules;
        this.ladder = new Ladder(rules);
    }

    /** Applies what happened; false if it cannot have happened to this study now. */
    public boolean apply(StudyEvent event) {
        boolean accepted = switch (event) {
            case StudyEvent.Suggested suggested -> suggested(suggested);
            case StudyEvent.Dispatched dispatched -> dispatched(dispatched);
            case StudyEvent.Yielded yielded -> yielded(yielded);
            case StudyEvent.Measured measured -> measured(measured);
            case StudyEvent.Failed failed -> failed(failed);
        };
        if (accepted) {
            prune(event.atMillis());
        }
        return accepted;
    }

    /** Tells that the sampler found no configuration that was not tried yet. */
    public void exhaustSpace(long nowMillis) {
        spaceExhausted = true;
        prune(nowMillis);
    }

    /** What to do with a free slot. Promotions come first, from the highest rung down, then repeats, then new trials. */
    public Decision decide() {
        if (fatal != null) {
            return running() > 0 ? new Decision.Await() : new Decision.Finish();
        }
        OptionalInt promoted = promote();
        if (promoted.isPresent()) {
            return new Decision.Train(trial(promoted.getAsInt()));
        }
        for (Trial trial : live.values()) {
            if (trial.state() == TrialState.PENDING) {
                return new Decision.Train(trial);
            }
        }
        if (moreToSuggest()) {
            return new Decision.Suggest(nextTrial);
        }
        return live.isEmpty() ? new Decision.Finish() : new Decision.Await();
    }

    /** Ends every live trial as CANCELLED, because the study was killed or failed. */
    public void cancelAll(String reason, long nowMillis) {
        for (Trial trial : List.copyOf(live.values())) {
            end(trial, TrialState.CANCELLED, new Trial.Outcome(null, reason), nowMillis);
        }
    }

    /** Trials that ended a rung or their life since the last call, in that order; ended ones are forgotten here. */
    public List<Trial> drainChanged() {
        List<Trial> drained = List.copyOf(changed);
        changed.clear();
        return drained;
    }

    public StudyView view(SearchSpace space) {
        List<Configuration> pending = live.values().stream()
                .filter(trial -> trial.state() == TrialState.PENDING || trial.state() == TrialState.RUNNING)
                .map(trial -> trial.suggestion().configuration())
                .toList();
        return new StudyView(space, population.members(), pending, tried);
    }

    public Collection<Trial> live() {
        return Collections.unmodifiableCollection(live.values());
    }

    /** How many trials have ended in each terminal state. */
    public Map<TrialState, Integer> ended() {
        return Collections.unmodifiableMap(ended);
    }

    public int running() {
        return (int) live.values().stream()
                .filter(trial -> trial.state() == TrialState.RUNNING)
                .count();
    }

    /** How many trials were started, ended ones included. */
    public int started() {
        return nextTrial;
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
        return fatal;
    }

    private boolean suggested(StudyEvent.Suggested event) {
        if (event.trial() != nextTrial || !moreToSuggest()) {
            return false;
        }
        live.put(event.trial(), Trial.suggested(event.trial(), event.suggestion()));
        tried.add(event.suggestion().configuration().hash());
        nextTrial++;
        return true;
    }

    private boolean dispatched(StudyEvent.Dispatched event) {
        Trial trial = live.get(event.trial());
        if (trial == null || trial.state() != TrialState.PENDING) {
            return false;
        }
        live.put(trial.id(), trial.dispatched(event.atMillis()));
        return true;
    }

    private boolean yielded(StudyEvent.Yielded event) {
        Trial trial = live.get(event.trial());
        if (trial == null || trial.state() != TrialState.RUNNING) {
            return false;
        }
        live.put(
                trial.id(),
                trial.moved(TrialState.PENDING, trial.progress().reached(event.step(), event.checkpoint())));
        return true;
    }

    private boolean measured(StudyEvent.Measured event) {
        Trial trial = live.get(event.trial());
        if (trial == null || trial.state() != TrialState.RUNNING) {
            return false;
        }
        Trial measured = trial.moved(TrialState.PAUSED, trial.progress().reached(event.step(), event.checkpoint()))
                .measured(event.metrics());
        Double value = event.metrics().get(rules.objective().metric());
        if (value == null) {
            String message =
                    "No value of '%s' was reported.".formatted(rules.objective().metric());
            giveUp(measured, TrialState.FAILED, FailureClass.NO_METRIC, message, event.atMillis());
        } else if (!Double.isFinite(value)) {
            String message = "'%s' is %s.".formatted(rules.objective().metric(), value);
            giveUp(measured, TrialState.FAILED, FailureClass.DIVERGED, message, event.atMillis());
        } else {
            score(measured, rules.objective().loss(value), event.atMillis());
        }
        return true;
    }

    private void score(Trial trial, double loss, long nowMillis) {
        int rung = trial.progress().rung();
        ladder.add(trial.id(), rung, loss);
        population.tell(new Scored(trial.id(), trial.suggestion().configuration(), rung, loss));
        if (rung == rules.rungs().last()) {
            end(trial, TrialState.COMPLETED, null, nowMillis);
        } else {
            live.put(trial.id(), trial);
            changed.add(trial);
        }
    }

    private boolean failed(StudyEvent.Failed event) {
        Trial trial = live.get(event.trial());
        if (trial == null || trial.state() != TrialState.RUNNING) {
            return false;
        }
        Trial lost = trial.moved(TrialState.PENDING, trial.progress().failed());
        if (event.failure() == FailureClass.INFRASTRUCTURE && lost.progress().lost() <= rules.maxLost()) {
            live.put(trial.id(), lost);
            return true;
        }
        TrialState state =
                event.failure() == FailureClass.INVALID_CONFIGURATION ? TrialState.INFEASIBLE : TrialState.FAILED;
        giveUp(trial, state, event.failure(), event.message(), event.atMillis());
        if (event.failure() == FailureClass.DATA) {
            fatal = event.message();
        }
        return true;
    }

    private void giveUp(Trial trial, TrialState state, FailureClass failure, String message, long nowMillis) {
        population.tell(new Scored(trial.id(), trial.suggestion().configuration(), -1, Double.POSITIVE_INFINITY));
        end(trial, state, new Trial.Outcome(failure, message), nowMillis);
        int invalid = ended.getOrDefault(TrialState.INFEASIBLE, 0);
        int others = ended.values().stream().mapToInt(Integer::intValue).sum() - invalid;
        if (invalid == FIRST_TRIALS && others == 0 && population.best() == null && fatal == null) {
            fatal = "The first %d trials are invalid; the space asks for what cannot be built. The last one: %s"
                    .formatted(FIRST_TRIALS, message);
        }
        int failures = ended.getOrDefault(TrialState.FAILED, 0) + invalid;
        if (failures > rules.maxFailed() && fatal == null) {
            fatal = "%d trials failed, more than failures.maxFailed (%d) allows; the last one: %s"
                    .formatted(failures, rules.maxFailed(), message);
        }
    }

    private OptionalInt promote() {
        OptionalInt best = ladder.promote(live.values(), moreToSuggest());
        best.ifPresent(id -> {
            Trial trial = trial(id);
            live.put(id, trial.moved(TrialState.PENDING, trial.progress().promoted()));
        });
        return best;
    }

    private void prune(long nowMillis) {
        int candidates = moreToSuggest() ? rules.trials() : nextTrial;
        for (Trial trial : List.copyOf(live.values())) {
            if (trial.state() != TrialState.PAUSED) {
                continue;
            }
            PruneDecision decision = ladder.decide(trial, candidates);
            if (decision.stop()) {
                end(trial, TrialState.PRUNED, new Trial.Outcome(null, decision.reason()), nowMillis);
            }
        }
        windUp(nowMillis);
    }

    /** When nothing is in flight or to come: rung by rung from the first, ends what waits and has earned no promotion. */
    private void windUp(long nowMillis) {
        boolean allWait = live.values().stream().allMatch(trial -> trial.state() == TrialState.PAUSED);
        for (int rung = 0; allWait && !moreToSuggest() && rung < rules.rungs().last(); rung++) {
            if (ladder.hasPromotable(rung)) {
                return;
            }
            Trial.Outcome outcome =
                    new Trial.Outcome(null, "rung %d: the search ended before a promotion".formatted(rung + 1));
            for (Trial trial : List.copyOf(live.values())) {
                if (trial.progress().rung() == rung) {
                    end(trial, TrialState.PRUNED, outcome, nowMillis);
                }
            }
        }
    }

    private void end(Trial trial, TrialState state, Trial.@Nullable Outcome outcome, long nowMillis) {
        live.remove(trial.id());
        ladder.close(trial);
        changed.add(trial.ended(state, outcome, nowMillis));
        ended.merge(state, 1, Integer::sum);
    }

    private boolean moreToSuggest() {
        return nextTrial < rules.trials() && !spaceExhausted && fatal == null;
    }

    private Trial trial(int id) {
        Trial trial = live.get(id);
        if (trial == null) {
            throw new IllegalStateException("Trial %d is not live".formatted(id));
        }
        return trial;
    }
}
