package dev.lamarck.search.study;

import dev.lamarck.search.pruner.AshaPruner;
import dev.lamarck.search.pruner.NoPruner;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A study in a bad world: what should happen, mixed with what comes late, twice, out of order, never, or cannot be. */
final class RandomStudy {

    private static final SearchSpace NARROW = space(64, 40);
    private static final SearchSpace WIDE = SearchSpace.of(List.of(
            new IntParameter(Judge.BATCH_SIZE, 1, 256, true, null, null),
            new IntParameter("units", 1, 1_000, false, null, null),
            new FloatParameter("rate", 0, 1, false, null, null)));

    /** A dispatch that has not been answered. */
    private record Flight(int trial, int dispatch, int rung) {}

    private final SplittableRandom random;
    private final List<Flight> flights = new ArrayList<>();
    private final List<StudyEvent> past = new ArrayList<>();
    private long now = 1_000;
    private int commands;

    RandomStudy(long seed) {
        this.random = new SplittableRandom(seed);
    }

    StudyState state() {
        Rungs rungs = Rungs.geometric(1, 1 + random.nextInt(30), 3);
        Limits limits = new Limits(1 + random.nextInt(60), 0, random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 0);
        FailureRules failures = new FailureRules(
                random.nextInt(4),
                random.nextBoolean() ? FailureRules.OutOfMemory.HALVE_BATCH : FailureRules.OutOfMemory.FAIL,
                random.nextInt(4) == 0 ? 3 : 1_000);
        StudyRules rules = new StudyRules(
                new Objective("loss", random.nextBoolean() ? Objective.Goal.MINIMIZE : Objective.Goal.MAXIMIZE),
                rungs,
                random.nextInt(4) == 0 ? new NoPruner() : new AshaPruner(2 + random.nextInt(3)),
                limits,
                failures,
                1 + random.nextInt(8),
                random.nextInt(4) > 0);
        return new StudyState(rules, random.nextBoolean() ? NARROW : WIDE);
    }

    /** Lets so many things happen, some of which the study refuses, then only what ends it. */
    void run(StudyState state, int steps, Predicate<StudyEvent> apply) {
        for (int i = 0; i < steps; i++) {
            send(random.nextInt(8) == 0 ? nonsense(state) : usual(state, true), apply);
        }
        send(new StudyEvent.Resumed("ann", now), apply);
        for (int i = 0; !(state.decide() instanceof Decision.Finish); i++) {
            if (i > 20_000) {
                throw new AssertionError("The study does not end: " + state.decide());
            }
            send(usual(state, false), apply);
        }
    }

    private void send(StudyEvent event, Predicate<StudyEvent> apply) {
        if (apply.test(event) && event instanceof StudyEvent.Dispatched it) {
            flights.add(new Flight(it.trial(), it.dispatch(), it.rung()));
        }
        past.add(event);
        now += random.nextInt(100);
    }

    private StudyEvent usual(StudyState state, boolean withCommands) {
        if (withCommands && random.nextInt(12) == 0) {
            return command(state);
        }
        if (!flights.isEmpty() && random.nextInt(3) == 0) {
            return result(state, flights.remove(random.nextInt(flights.size())));
        }
        return switch (state.decide()) {
            case Decision.Train(Trial trial, int rung) ->
                new StudyEvent.Dispatched(trial.id(), trial.progress().dispatches() + 1, rung, now);
            case Decision.Suggest(int trial) -> suggested(state, trial);
            case Decision.Await _
            when !flights.isEmpty() -> result(state, flights.remove(random.nextInt(flights.size())));
            case Decision.Await _, Decision.Finish _ -> new StudyEvent.Resumed("ann", now);
        };
    }

    private StudyEvent suggested(StudyState state, int trial) {
        StudyEvent.Enqueued enqueued = state.nextEnqueued();
        Suggestion next = enqueued == null
                ? state.propose(_ -> List.of(random(state.space())))
                : new Suggestion(enqueued.configuration(), "enqueued", List.of());
        return next == null ? new StudyEvent.Exhausted(now) : new StudyEvent.Suggested(trial, next, now);
    }

    private StudyEvent result(StudyState state, Flight flight) {
        Trial trial = state.trial(flight.trial());
        int from = trial == null ? 0 : trial.progress().step();
        int to = state.rules().rungs().end(flight.rung());
        String checkpoint = "c%d-%d".formatted(flight.trial(), flight.dispatch());
        long millis = random.nextInt(-1, 500);
        return switch (random.nextInt(16)) {
            case 0, 1 -> failed(flight, FailureClass.INFRASTRUCTURE, millis);
            case 2 -> failed(flight, FailureClass.values()[random.nextInt(FailureClass.values().length)], millis);
            case 3 ->
                new StudyEvent.Yielded(
                        flight.trial(),
                        flight.dispatch(),
                        from + random.nextInt(Math.max(1, to - from)),
                        checkpoint,
                        millis,
                        now);
            case 4 -> new StudyEvent.Returned(flight.trial(), flight.dispatch(), now);
            case 5 -> checkpointLost(flight, trial);
            case 6 -> measured(flight, to, Map.of("loss", Double.NaN), checkpoint, millis);
            case 7 -> measured(flight, to, Map.of("accuracy", 1.0), checkpoint, millis);
            case 8 -> measured(flight, to, loss(), null, millis);
            case 9 -> measured(flight, random.nextInt(-1, to + 3), loss(), checkpoint, millis);
            default -> measured(flight, to, loss(), checkpoint, millis);
        };
    }

    private Map<String, Double> loss() {
        // Of few values at times, so that there are ties.
        return Map.of("loss", random.nextBoolean() ? random.nextDouble(-1, 1) : random.nextInt(4) / 4.0);
    }

    private StudyEvent measured(
            Flight flight, int step, Map<String, Double> metrics, @Nullable String checkpoint, long millis) {
        return new StudyEvent.Measured(flight.trial(), flight.dispatch(), step, metrics, checkpoint, millis, now);
    }

    private StudyEvent failed(Flight flight, FailureClass failure, long millis) {
        String worker = random.nextBoolean() ? "worker-" + random.nextInt(5) : null;
        return new StudyEvent.Failed(flight.trial(), flight.dispatch(), failure, "it failed", worker, millis, now);
    }

    private StudyEvent checkpointLost(Flight flight, @Nullable Trial trial) {
        String checkpoint = trial == null ? null : trial.progress().checkpoint();
        return checkpoint == null
                ? new StudyEvent.Returned(flight.trial(), flight.dispatch(), now)
                : new StudyEvent.CheckpointLost(flight.trial(), flight.dispatch(), checkpoint, now);
    }

    private StudyEvent command(StudyState state) {
        int trial = random.nextInt(Math.max(1, state.started()));
        return switch (random.nextInt(16)) {
            case 0, 1 -> new StudyEvent.Paused("ann", now);
            case 2, 3, 4 -> new StudyEvent.Resumed("ann", now);
            case 5, 6 -> new StudyEvent.BudgetSet(limits(state), 1 + random.nextInt(8), now);
            case 7, 8 ->
                new StudyEvent.SpaceChanged(random.nextBoolean() ? WIDE : space(32, 1 + random.nextInt(30)), now);
            case 9, 10, 11 ->
                new StudyEvent.Enqueued(
                        "e" + commands++ / 2 * 2, configuration(state.space()), random.nextBoolean(), now);
            case 12 -> new StudyEvent.TrialPruned(trial, "ann", now);
            case 13, 14 -> new StudyEvent.TrialRetried(trial, "ann", now);
            default -> random.nextInt(6) > 0 ? new StudyEvent.TrialRetried(trial, "ann", now) : end();
        };
    }

    private StudyEvent end() {
        return switch (random.nextInt(3)) {
            case 0 -> new StudyEvent.Stopped("ann", "enough", now);
            case 1 -> new StudyEvent.TimeUp("budget.wallClock", now);
            default -> new StudyEvent.Ended("killed", now);
        };
    }

    private Limits limits(StudyState state) {
        int trials = Math.max(1, state.started() + random.nextInt(-10, 40));
        return new Limits(trials, 0, random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 0);
    }

    /** What was said before, or can never be. */
    private StudyEvent nonsense(StudyState state) {
        Trial trial = anyLive(state);
        int id = trial == null || random.nextBoolean() ? random.nextInt(state.started() + 3) : trial.id();
        Flight wrong = new Flight(id, random.nextInt(4), 0);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> past.isEmpty() ? new StudyEvent.Exhausted(now) : past.get(random.nextInt(past.size()));
            case 3 -> measured(wrong, 1, loss(), "c", 10);
            case 4 -> trial == null ? new StudyEvent.Returned(wrong.trial(), 1, now) : tooEarly(trial);
            case 5 -> trial == null ? new StudyEvent.Returned(wrong.trial(), 1, now) : again(state, trial);
            case 6 -> new StudyEvent.CheckpointLost(wrong.trial(), wrong.dispatch(), "nowhere", now);
            case 7 -> new StudyEvent.Suggested(random.nextInt(80), random(state.space()), now);
            case 8 -> new StudyEvent.Returned(wrong.trial(), wrong.dispatch(), now);
            default -> new StudyEvent.BudgetSet(state.limits(), -random.nextInt(2), now);
        };
    }

    private @Nullable Trial anyLive(StudyState state) {
        List<Trial> live = List.copyOf(state.live());
        return live.isEmpty() ? null : live.get(random.nextInt(live.size()));
    }

    /** A trial that is given away without being asked for. */
    private StudyEvent tooEarly(Trial trial) {
        Trial.Progress progress = trial.progress();
        return new StudyEvent.Dispatched(
                trial.id(), progress.dispatches() + 1, progress.rung() + random.nextInt(2), now);
    }

    private StudyEvent again(StudyState state, Trial trial) {
        return new StudyEvent.Suggested(state.started(), trial.suggestion(), now);
    }

    private Suggestion random(SearchSpace space) {
        return new Suggestion(configuration(space), "random", List.of());
    }

    private Configuration configuration(SearchSpace space) {
        Map<String, Double> loci = new HashMap<>();
        return space.configuration(slot -> loci.computeIfAbsent(slot.parameter().name(), _ -> random.nextDouble()));
    }

    private static SearchSpace space(int batch, int units) {
        List<Parameter> parameters = List.of(
                new IntParameter(Judge.BATCH_SIZE, 1, batch, true, null, null),
                new IntParameter("units", 0, units, false, null, null));
        return SearchSpace.of(parameters);
    }
}
