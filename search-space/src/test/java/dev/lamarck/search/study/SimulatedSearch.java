package dev.lamarck.search.study;

import dev.lamarck.search.pruner.AshaPruner;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A search of many trials with ASHA over four rungs, as fast as the state allows: its trainers take no time. */
final class SimulatedSearch {

    static final SearchSpace SPACE = SearchSpace.of(List.of(
            new FloatParameter("learning_rate", 1e-5, 1, true, null, null),
            new FloatParameter("weight_decay", 1e-6, 1e-1, true, null, null),
            new FloatParameter("dropout", 0, 0.9, false, null, null),
            new FloatParameter("momentum", 0, 0.99, false, null, null),
            new IntParameter("units", 8, 512, true, null, null),
            new IntParameter("layers", 1, 5, false, null, null)));

    private static final Rungs RUNGS = new Rungs(List.of(1, 3, 9, 27));

    private final SplittableRandom random = new SplittableRandom(5);
    private final int[] slots;
    private final int[] dispatches;
    private int busy;
    private long now = 1_700_000_000_000L;
    private long events;
    private final StudyState state;

    SimulatedSearch(int trials, int parallel) {
        this.slots = new int[parallel];
        this.dispatches = new int[parallel];
        this.state = new StudyState(rules(trials, parallel), SPACE);
    }

    static StudyRules rules(int trials, int parallel) {
        return new StudyRules(
                new Objective("val_loss", Objective.Goal.MINIMIZE),
                RUNGS,
                new AshaPruner(3),
                Limits.ofTrials(trials),
                new FailureRules(5, FailureRules.OutOfMemory.HALVE_BATCH, trials),
                parallel,
                true);
    }

    StudyState state() {
        return state;
    }

    long events() {
        return events;
    }

    /** Runs to the end; the observer sees the state each time that so many more trials have started. */
    void run(int every, Consumer<StudyState> observer) {
        int seen = 0;
        while (true) {
            switch (state.decide()) {
                case Decision.Suggest(int trial) -> {
                    Suggestion next = state.propose(_ -> List.of(suggestion(trial)));
                    apply(new StudyEvent.Suggested(trial, Objects.requireNonNull(next), now));
                }
                case Decision.Train(Trial trial, int rung) -> {
                    slots[busy] = trial.id();
                    dispatches[busy] = trial.progress().dispatches() + 1;
                    apply(new StudyEvent.Dispatched(trial.id(), dispatches[busy], rung, now));
                    busy++;
                }
                case Decision.Await _ -> endOne();
                case Decision.Finish _ -> {
                    return;
                }
            }
            state.drainChanged();
            if (state.started() >= seen + every) {
                seen = state.started();
                observer.accept(state);
            }
        }
    }

    private void endOne() {
        int slot = random.nextInt(busy);
        Trial trial = state.trial(slots[slot]);
        if (trial == null) {
            throw new IllegalStateException("Trial %d is not live".formatted(slots[slot]));
        }
        int dispatch = dispatches[slot];
        busy--;
        slots[slot] = slots[busy];
        dispatches[slot] = dispatches[busy];
        now += random.nextInt(2_000);
        int rung = trial.progress().rung();
        if (random.nextInt(50) == 0) {
            apply(new StudyEvent.Failed(
                    trial.id(), dispatch, FailureClass.INFRASTRUCTURE, "gone", "worker-7", 100, now));
            return;
        }
        double loss = trial.configuration().number("dropout") + random.nextDouble() / (1 + rung);
        String checkpoint = "night/%d/%d/%d/%d-%016x".formatted(trial.id(), rung, 1, dispatch, random.nextLong());
        apply(new StudyEvent.Measured(
                trial.id(),
                dispatch,
                RUNGS.end(rung),
                Map.of("val_loss", loss, "val_accuracy", 1 - loss / 2),
                checkpoint,
                900,
                now));
    }

    private void apply(StudyEvent event) {
        events++;
        if (!state.apply(event)) {
            throw new IllegalStateException("Refused: " + event);
        }
    }

    private Suggestion suggestion(int trial) {
        Map<String, Object> values = new LinkedHashMap<>();
        SPACE.slots()
                .forEach(slot ->
                        values.put(slot.parameter().name(), slot.parameter().decode(random.nextDouble())));
        List<Integer> parents = trial < 20 ? List.of() : List.of(random.nextInt(trial), random.nextInt(trial));
        return new Suggestion(new Configuration(values), trial < 20 ? "initial" : "crossover", parents);
    }
}
