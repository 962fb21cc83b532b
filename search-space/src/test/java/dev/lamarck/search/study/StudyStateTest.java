package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.pruner.AshaPruner;
import dev.lamarck.search.pruner.NoPruner;
import dev.lamarck.search.pruner.Pruner;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudyStateTest {

    private static final SearchSpace SPACE =
            SearchSpace.of(List.of(new IntParameter("x", 0, 100_000, false, null, null)));
    private static final Objective LOSS = new Objective("loss", Objective.Goal.MINIMIZE);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyTrialEndsOnceWhateverTheOrderOfEvents(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int trials = 1 + random.nextInt(60);
        int parallel = 1 + random.nextInt(8);
        Pruner pruner = random.nextInt(4) == 0 ? new NoPruner() : new AshaPruner(2 + random.nextInt(3));
        Rungs rungs = Rungs.geometric(1, 1 + random.nextInt(30), 3);
        Simulation simulation = new Simulation(state(rungs, pruner, trials, 3, trials), rungs, random);

        simulation.run(parallel);

        assertThat(simulation.ended).hasSize(trials);
        assertThat(simulation.ended.keySet())
                .containsExactlyElementsOf(
                        Stream.iterate(0, i -> i + 1).limit(trials).toList());
        assertThat(simulation.state.ended().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(trials);
        boolean anyResult = simulation.ended.values().stream()
                .anyMatch(trial -> trial.state() == TrialState.PRUNED || trial.state() == TrialState.COMPLETED);
        boolean anyFailure = simulation.ended.values().stream().anyMatch(trial -> trial.state() == TrialState.FAILED);
        if (anyResult && !anyFailure) {
            assertThat(simulation.state.ended()).containsKey(TrialState.COMPLETED);
        }
    }

    static Stream<Integer> seeds() {
        return Stream.iterate(1, seed -> seed + 1).limit(300);
    }

    @Test
    void promotesTheBestThirdAndPrunesWhatCannotRise() {
        StudyState state = state(new Rungs(List.of(1, 3)), new AshaPruner(3), 3, 0, 3);
        for (int trial = 0; trial < 3; trial++) {
            start(state, trial);
            measure(state, trial, 1, 10.0 - trial);
        }

        assertThat(state.decide())
                .isInstanceOfSatisfying(
                        Decision.Train.class,
                        train -> assertThat(train.trial().id()).isEqualTo(2));
        assertThat(state.drainChanged().stream()
                        .filter(t -> t.state() == TrialState.PRUNED)
                        .map(Trial::id))
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void ignoresLateAndRepeatedResults() {
        StudyState state = state(Rungs.single(1), new NoPruner(), 2, 0, 2);
        start(state, 0);
        assertThat(measure(state, 0, 1, 1.0)).isTrue();

        assertThat(measure(state, 0, 1, 0.5)).isFalse();
        assertThat(state.apply(new StudyEvent.Failed(7, 1, FailureClass.INFRASTRUCTURE, "late", null, 0, 3)))
                .isFalse();
        assertThat(state.best(1).getFirst().loss()).isEqualTo(1.0);
    }

    @Test
    void repeatsWhatTheInfrastructureLostAndGivesUpAfterTheLimit() {
        StudyState state = state(Rungs.single(1), new NoPruner(), 1, 1, 1);
        start(state, 0);
        state.apply(new StudyEvent.Failed(0, 1, FailureClass.INFRASTRUCTURE, "worker died", "a", 0, 2));
        assertThat(state.decide()).isInstanceOf(Decision.Train.class);

        state.apply(new StudyEvent.Dispatched(0, 2, 0, 3));
        state.apply(new StudyEvent.Failed(0, 2, FailureClass.INFRASTRUCTURE, "worker died", "a", 0, 4));

        assertThat(state.decide()).isInstanceOf(Decision.Finish.class);
        assertThat(state.drainChanged().getLast().ended())
                .isEqualTo(new Trial.Outcome(FailureClass.INFRASTRUCTURE, "worker died"));
    }

    @Test
    void notANumberIsADivergedTrial() {
        StudyState state = state(Rungs.single(1), new NoPruner(), 1, 0, 1);
        start(state, 0);

        measure(state, 0, 1, Double.NaN);

        Trial ended = state.drainChanged().getLast();
        assertThat(ended.state()).isEqualTo(TrialState.FAILED);
        assertThat(ended.ended()).isNotNull();
        assertThat(ended.ended().failure()).isEqualTo(FailureClass.DIVERGED);
        assertThat(state.incumbent()).isNull();
    }

    @Test
    void damagedDataEndsTheStudy() {
        StudyState state = state(Rungs.single(1), new NoPruner(), 9, 5, 9);
        start(state, 0);

        state.apply(new StudyEvent.Failed(0, 1, FailureClass.DATA, "truncated", null, 0, 2));

        assertThat(state.decide()).isInstanceOf(Decision.Finish.class);
        assertThat(state.fatal()).isEqualTo("truncated");
    }

    @Test
    void aSpaceOfWhichNothingCanBeBuiltEndsTheStudy() {
        StudyState state = state(Rungs.single(1), new NoPruner(), 100, 5, 50);
        for (int trial = 0; trial < 10; trial++) {
            assertThat(state.decide()).as("before trial %d", trial).isInstanceOf(Decision.Suggest.class);
            start(state, trial);
            fail(state, trial);
        }

        assertThat(state.decide()).isInstanceOf(Decision.Finish.class);
        assertThat(state.fatal())
                .isEqualTo(
                        "The first 10 trials are invalid; the space asks for what cannot be built. The last one: kernel 7 does not fit");
    }

    @Test
    void someInvalidTrialsAreNoReasonToEnd() {
        StudyState state = state(Rungs.single(1), new NoPruner(), 100, 5, 50);
        start(state, 0);
        measure(state, 0, 1, 1.0);
        for (int trial = 1; trial <= 20; trial++) {
            start(state, trial);
            fail(state, trial);
        }

        assertThat(state.decide()).isInstanceOf(Decision.Suggest.class);
        assertThat(state.fatal()).isNull();
    }

    private static StudyState state(Rungs rungs, Pruner pruner, int trials, int infrastructure, int maxFailed) {
        FailureRules failures = new FailureRules(infrastructure, FailureRules.OutOfMemory.HALVE_BATCH, maxFailed);
        Limits limits = Limits.ofTrials(trials);
        return new StudyState(new StudyRules(LOSS, rungs, pruner, limits, failures, 100, true), SPACE);
    }

    private static void fail(StudyState state, int trial) {
        state.apply(new StudyEvent.Failed(
                trial, 1, FailureClass.INVALID_CONFIGURATION, "kernel 7 does not fit", null, 0, trial + 2));
    }

    private static void start(StudyState state, int trial) {
        state.apply(new StudyEvent.Suggested(trial, suggestion(trial), 1));
        state.apply(new StudyEvent.Dispatched(trial, 1, 0, 1));
    }

    private static boolean measure(StudyState state, int trial, int step, double loss) {
        return state.apply(new StudyEvent.Measured(trial, 1, step, Map.of("loss", loss), "c", 0, 2));
    }

    private static Suggestion suggestion(int trial) {
        return new Suggestion(new Configuration(Map.of("x", trial)), "random", List.of());
    }

    /** Drives a state as the engine would, with results in random order and failures now and then. */
    private static final class Simulation {

        private final StudyState state;
        private final Rungs rungs;
        private final SplittableRandom random;
        private final List<Trial> inFlight = new ArrayList<>();
        private final Map<Integer, Trial> ended = new TreeMap<>();
        private final Map<Integer, Integer> lastStep = new HashMap<>();
        private long now;

        Simulation(StudyState state, Rungs rungs, SplittableRandom random) {
            this.state = state;
            this.rungs = rungs;
            this.random = random;
        }

        void run(int parallel) {
            for (int guard = 0; guard < 100_000; guard++) {
                now++;
                Decision decision = inFlight.size() < parallel ? state.decide() : new Decision.Await("no slot");
                switch (decision) {
                    case Decision.Train(Trial trial, int rung) -> {
                        int dispatch = trial.progress().dispatches() + 1;
                        assertThat(state.apply(new StudyEvent.Dispatched(trial.id(), dispatch, rung, now)))
                                .isTrue();
                        inFlight.add(state.trial(trial.id()));
                    }
                    case Decision.Suggest(int trial) ->
                        assertThat(state.apply(new StudyEvent.Suggested(trial, suggestion(trial), now)))
                                .isTrue();
                    case Decision.Await _ -> finishOne();
                    case Decision.Finish _ -> {
                        collect();
                        assertThat(state.live()).isEmpty();
                        return;
                    }
                }
                collect();
            }
            throw new AssertionError("The study does not end");
        }

        private void finishOne() {
            assertThat(inFlight).as("something to wait for").isNotEmpty();
            Trial trial = inFlight.remove(random.nextInt(inFlight.size()));
            int dispatch = trial.progress().dispatches();
            int end = rungs.end(trial.progress().rung());
            StudyEvent event = switch (random.nextInt(12)) {
                case 0 ->
                    new StudyEvent.Failed(trial.id(), dispatch, FailureClass.INFRASTRUCTURE, "lost", null, 1, now);
                case 1 ->
                    new StudyEvent.Yielded(
                            trial.id(), dispatch, trial.progress().step(), "c", 1, now);
                case 2 -> new StudyEvent.Measured(trial.id(), dispatch, end, Map.of("loss", Double.NaN), "c", 1, now);
                default ->
                    new StudyEvent.Measured(
                            trial.id(), dispatch, end, Map.of("loss", random.nextDouble()), "c", 1, now);
            };
            assertThat(state.apply(event)).isTrue();
        }

        private void collect() {
            for (Trial trial : state.drainChanged()) {
                assertThat(trial.progress().step()).isGreaterThanOrEqualTo(lastStep.getOrDefault(trial.id(), 0));
                lastStep.put(trial.id(), trial.progress().step());
                if (trial.state().isTerminal()) {
                    assertThat(ended.put(trial.id(), trial))
                            .as("trial %d ended before", trial.id())
                            .isNull();
                }
            }
        }
    }
}
