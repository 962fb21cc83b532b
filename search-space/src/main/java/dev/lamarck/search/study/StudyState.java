package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.pruner.RungTable;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    private static final int MOST_PENDING_SHOWN = 100;

    private final Parts parts;
    private final StudyRules rules;
    private final Control control;
    private final Trials trials;
    private final Population population;
    private final Proposals proposals;
    private final Judge judge;
    private final Planner planner;

    public StudyState(StudyRules rules, SearchSpace space) {
        this(Parts.of(rules, space));
    }

    private StudyState(Parts parts) {
        this.parts = parts;
        this.rules = parts.rules();
        this.control = parts.control();
        this.trials = parts.trials();
        this.population = parts.population();
        this.proposals = new Proposals(parts.tried());
        this.judge = new Judge(parts);
        this.planner = new Planner(parts, judge);
    }

    static StudyState read(BinaryReader in) {
        return new StudyState(Parts.read(in));
    }

    void write(BinaryWriter out) {
        parts.write(out);
    }

    /** Applies what happened; false if it cannot have happened to this study now. */
    public boolean apply(StudyEvent event) {
        boolean accepted = switch (event) {
            case StudyEvent.Suggested suggested -> planner.suggested(suggested.trial(), suggested.suggestion());
            case StudyEvent.Exhausted _ -> planner.exhausted();
            case StudyEvent.Dispatched dispatched -> planner.dispatched(dispatched);
            case StudyEvent.Result result -> judge.judge(result);
            case StudyEvent.Paused paused -> control.pause(paused.by());
            case StudyEvent.Resumed _ -> control.resume();
            case StudyEvent.Stopped stopped ->
                control.stop("stopped by %s: %s".formatted(stopped.by(), stopped.reason()));
            case StudyEvent.BudgetSet budget -> control.setBudget(budget.limits(), budget.parallel());
            case StudyEvent.SpaceChanged changed -> control.changeSpace(changed.space());
            case StudyEvent.Enqueued enqueued -> planner.enqueued(enqueued);
            case StudyEvent.TrialPruned pruned -> trialPruned(pruned);
            case StudyEvent.TrialRetried retried -> control.stopping() == null && trials.retry(retried.trial());
            case StudyEvent.Ended ended -> ended(ended);
            case StudyEvent.TimeUp timeUp -> control.stop("%s is used up".formatted(timeUp.limit()));
        };
        if (accepted) {
            planner.settle(event.atMillis());
        }
        return accepted;
    }

    /** What to do with a free slot. Promotions come first, from the highest rung down, then repeats, then new trials. */
    public Decision decide() {
        return planner.decide();
    }

    /**
     * Asks a sampler until it proposes a configuration that was not tried.
     *
     * @param sampler gives the proposals of the n-th attempt, from 0, best first
     * @return null if none was found: the space is exhausted
     */
    public @Nullable Suggestion propose(IntFunction<List<Suggestion>> sampler) {
        return proposals.choose(control.space, sampler);
    }

    /** What a person asked for, to be suggested before the sampler is asked; null if nothing waits. */
    public StudyEvent.@Nullable Enqueued nextEnqueued() {
        return parts.waiting().first();
    }

    /** How many configurations that people asked for wait to be suggested. */
    public int enqueued() {
        return parts.waiting().all().size();
    }

    /** Whether the configuration was suggested or waits to be. */
    public boolean isTried(Configuration configuration) {
        return parts.tried().contains(configuration);
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

    /** The results of each rung. */
    List<RungTable> tables() {
        return parts.ladder().tables();
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
}
