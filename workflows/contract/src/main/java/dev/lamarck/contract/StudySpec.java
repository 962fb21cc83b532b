package dev.lamarck.contract;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Objective;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A complete job: everything that the job file left open is filled in, presets are resolved, data is addressed.
 *
 * @param preset the built-in trainer
 * @param seed of the search; every trial's seed follows from it
 * @param rungs the steps done in all at the end of each rung, e.g. 3, 9, 27
 * @param reduction of ASHA; 0 if nothing is pruned
 * @param trials how many it may start
 * @param parallel how many rungs may be in flight
 * @param wallClockSeconds after which the search ends with what it has; 0 for no limit
 * @param model the registered model that the winner becomes a version of
 * @param explain which explanations are made
 * @param warmStart configurations that are tried first, e.g. the best of an earlier study
 * @param nightly the nightly selection that it is a night of; null for a study of its own
 */
public record StudySpec(
        String name,
        DataSpec data,
        String preset,
        Objective objective,
        SearchSpace space,
        String sampler,
        long seed,
        List<Integer> rungs,
        int reduction,
        int trials,
        int parallel,
        long wallClockSeconds,
        String pool,
        Failures failures,
        Winner winner,
        String model,
        List<String> explain,
        List<Configuration> warmStart,
        @Nullable String nightly) {

    /** How often the infrastructure may fail one trial, and how many trials may fail before the study does. */
    public record Failures(int infrastructure, int maxFailed) {}

    /** How many of the best are trained again, over how many seeds each; 0 seeds takes the best checkpoint as it is. */
    public record Winner(int top, int seeds) {}

    public StudySpec {
        rungs = List.copyOf(rungs);
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

    private StudySpec derived(String study, DataSpec ofData, List<Configuration> first, @Nullable String ofNightly) {
        return new StudySpec(
                study,
                ofData,
                preset,
                objective,
                space,
                sampler,
                seed,
                rungs,
                reduction,
                trials,
                parallel,
                wallClockSeconds,
                pool,
                failures,
                winner,
                model,
                explain,
                first,
                ofNightly);
    }
}
