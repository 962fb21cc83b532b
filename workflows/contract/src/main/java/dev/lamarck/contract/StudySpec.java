package dev.lamarck.contract;

import dev.lamarck.search.pruner.AshaPruner;
import dev.lamarck.search.pruner.NoPruner;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyRules;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A complete job: everything that the job file left open is filled in, presets are resolved, data is addressed.
 *
 * @param parallel how many rungs may be in flight
 * @param model the registered model that the winner becomes a version of
 * @param explain which explanations are made
 * @param warmStart configurations that are tried first, e.g. the best of an earlier study
 * @param nightly the nightly selection that it is a night of; null for a study of its own
 */
public record StudySpec(
        String name,
        TrainerSpec trainer,
        DataSpec data,
        Objective objective,
        SearchSpace space,
        Sampler sampler,
        Pruner pruner,
        Limits budget,
        int parallel,
        Execution execution,
        FailureRules failures,
        Retention checkpoints,
        Winner winner,
        String model,
        List<String> explain,
        List<Configuration> warmStart,
        @Nullable String nightly) {

    /** Who proposes; every trial's seed follows from the seed. */
    public record Sampler(String name, long seed) {}

    /**
     * The steps of budget and who goes on.
     *
     * @param rungs the steps done in all at the end of each rung, e.g. 3, 9, 27
     * @param reduction of ASHA; 0 if nothing is pruned
     */
    public record Pruner(List<Integer> rungs, int reduction) {

        public Pruner {
            rungs = List.copyOf(rungs);
        }

        /** The steps of the full budget. */
        public int full() {
            return rungs.getLast();
        }
    }

    /**
     * Where and how trials run.
     *
     * @param pool of worker slots
     * @param maxSliceSeconds after which a slice returns with a checkpoint
     * @param stallSeconds without progress, after which a trainer is ended
     * @param deterministic whether results are applied in virtual order, so that a run repeats exactly
     * @param islands how many populations search side by side; 1 for an ordinary study
     */
    public record Execution(String pool, int maxSliceSeconds, int stallSeconds, boolean deterministic, int islands) {

        /** Ten minutes a slice, a minute and a half without progress. */
        public static Execution in(String pool) {
            return new Execution(pool, 600, 90, false, 1);
        }
    }

    /**
     * Which checkpoints stay.
     *
     * @param bestOfStudy of how many best trials, beside those that live
     * @param quotaBytes of all checkpoints of the study; 0 for no limit
     */
    public record Retention(int bestOfStudy, long quotaBytes) {

        public static final Retention USUAL = new Retention(3, 0);
    }

    /** How many of the best are trained again, over how many seeds each; 0 seeds takes the best checkpoint as it is. */
    public record Winner(int top, int seeds) {}

    public StudySpec {
        explain = explain == null ? List.of() : List.copyOf(explain);
        warmStart = warmStart == null ? List.of() : List.copyOf(warmStart);
    }

    /** The same job under another name. */
    public StudySpec named(String other) {
        return derived(other, data, warmStart, nightly);
    }

    /**
     * The study of one night.
     *
     * @param fresh the data as it is this night
     * @param first what is tried first
     */
    public StudySpec night(String study, String of, DataSpec fresh, List<Configuration> first) {
        return derived(study, fresh, first, of);
    }

    /** The same with no data described, for what is asked for whatever the data is today. */
    public StudySpec withoutData() {
        DataSpec none = new DataSpec(data.name(), data.split(), "", data.shape(), data.classes(), 0, 1, Map.of());
        return derived(name, none, warmStart, nightly);
    }

    /** The MLflow experiment: one a study, one for all nights of a nightly selection. */
    public String experiment() {
        return nightly == null ? name : nightly;
    }

    /** The rules of its search. */
    public StudyRules rules() {
        return new StudyRules(
                objective,
                new Rungs(pruner.rungs()),
                pruner.reduction() > 1 ? new AshaPruner(pruner.reduction()) : new NoPruner(),
                budget,
                failures,
                parallel,
                trainer.checkpoints());
    }

    private StudySpec derived(String study, DataSpec ofData, List<Configuration> first, @Nullable String ofNightly) {
        return new StudySpec(
                study,
                trainer,
                ofData,
                objective,
                space,
                sampler,
                pruner,
                budget,
                parallel,
                execution,
                failures,
                checkpoints,
                winner,
                model,
                explain,
                first,
                ofNightly);
    }
}
