package dev.lamarck.search.study;

import dev.lamarck.search.pruner.Pruner;
import dev.lamarck.search.pruner.Rungs;

/**
 * What a study begins with; limits and slots can be changed on the way, see {@link StudyState#limits}.
 *
 * @param parallel how many trials may run at once
 * @param checkpoints whether a trial can go on where it was; if not, a promoted one begins again
 */
public record StudyRules(
        Objective objective,
        Rungs rungs,
        Pruner pruner,
        Limits limits,
        FailureRules failures,
        int parallel,
        boolean checkpoints) {

    public StudyRules {
        if (parallel < 1) {
            throw new IllegalArgumentException("A study needs at least one slot, not " + parallel);
        }
    }
}
