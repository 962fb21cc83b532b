package dev.lamarck.contract;

import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Objective;
import java.util.List;

/**
 * A complete job: everything that the job file left open is filled in, presets are resolved, data is addressed.
 *
 * @param preset the built-in trainer
 * @param seed of the search; every trial's seed follows from it
 * @param rungs the steps done in all at the end of each rung, e.g. 3, 9, 27
 * @param reduction of ASHA; 0 if nothing is pruned
 * @param trials how many it may start
 * @param parallel how many rungs may be in flight
 * @param model the registered model that the winner becomes a version of
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
        String pool,
        Failures failures,
        Winner winner,
        String model) {

    /** How often the infrastructure may fail one trial, and how many trials may fail before the study does. */
    public record Failures(int infrastructure, int maxFailed) {}

    /** How many of the best are trained again, over how many seeds each; 0 seeds takes the best checkpoint as it is. */
    public record Winner(int top, int seeds) {}

    public StudySpec {
        rungs = List.copyOf(rungs);
    }
}
