package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.pruner.AshaPruner;
import dev.lamarck.search.pruner.NoPruner;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.List;
import java.util.Map;

/** A small study, told step by step; every step is checked. */
final class TestStudy {

    static final SearchSpace SPACE = SearchSpace.of(List.of(
            new IntParameter("x", 0, 1_000, false, null, null),
            new IntParameter("batch_size", 1, 64, true, null, null)));

    final StudyInvariants study;
    final StudyState state;
    private long now = 1_000;

    private TestStudy(StudyRules rules) {
        this.study = new StudyInvariants(new StudyState(rules, SPACE));
        this.state = study.state();
    }

    /** Of one rung of four steps, two slots, ten trials. */
    static TestStudy ofOneRung() {
        return new TestStudy(rules(Rungs.single(4), true, FailureRules.OutOfMemory.HALVE_BATCH));
    }

    /** Of rungs that end at steps 1, 3 and 9. */
    static TestStudy ofRungs(boolean checkpoints) {
        return new TestStudy(rules(new Rungs(List.of(1, 3, 9)), checkpoints, FailureRules.OutOfMemory.HALVE_BATCH));
    }

    static TestStudy thatFailsWithoutMemory() {
        return new TestStudy(rules(Rungs.single(4), true, FailureRules.OutOfMemory.FAIL));
    }

    private static StudyRules rules(Rungs rungs, boolean checkpoints, FailureRules.OutOfMemory outOfMemory) {
        return new StudyRules(
                new Objective("loss", Objective.Goal.MINIMIZE),
                rungs,
                rungs.count() == 1 ? new NoPruner() : new AshaPruner(3),
                Limits.ofTrials(10),
                new FailureRules(2, outOfMemory, 3),
                2,
                checkpoints);
    }

    boolean apply(StudyEvent event) {
        now++;
        return study.apply(event);
    }

    static Configuration configuration(int x, int batch) {
        return new Configuration(Map.of("x", x, "batch_size", batch));
    }

    /** Suggests the next trial. */
    int suggest() {
        int trial = state.started();
        assertThat(suggest(configuration(trial, 32))).isTrue();
        return trial;
    }

    boolean suggest(Configuration configuration) {
        return apply(
                new StudyEvent.Suggested(state.started(), new Suggestion(configuration, "random", List.of()), now));
    }

    /** Gives the trial to a worker, for the rung that it is in. */
    void dispatch(int trial) {
        Trial.Progress progress = trial(trial).progress();
        assertThat(apply(new StudyEvent.Dispatched(trial, progress.dispatches() + 1, progress.rung(), now)))
                .isTrue();
    }

    int running() {
        int trial = suggest();
        dispatch(trial);
        return trial;
    }

    boolean measure(int trial, int step, double loss) {
        return apply(new StudyEvent.Measured(
                trial,
                trial(trial).progress().dispatches(),
                step,
                Map.of("loss", loss),
                "c%d-%d".formatted(trial, step),
                1_000,
                now));
    }

    boolean yieldAt(int trial, int step) {
        return apply(new StudyEvent.Yielded(
                trial, trial(trial).progress().dispatches(), step, "c%d-%d".formatted(trial, step), 1_000, now));
    }

    boolean fail(int trial, FailureClass failure, String worker) {
        return apply(new StudyEvent.Failed(
                trial, trial(trial).progress().dispatches(), failure, failure + " it was", worker, 1_000, now));
    }

    boolean loseCheckpoint(int trial) {
        Trial.Progress progress = trial(trial).progress();
        return apply(new StudyEvent.CheckpointLost(
                trial, progress.dispatches(), String.valueOf(progress.checkpoint()), now));
    }

    Trial trial(int id) {
        Trial trial = state.trial(id) == null ? study.ended().get(id) : state.trial(id);
        assertThat(trial).as("trial %d", id).isNotNull();
        return trial;
    }

    long now() {
        return now;
    }
}
