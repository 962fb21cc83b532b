package dev.lamarck.search.study;

import dev.lamarck.search.pruner.Pruner;
import dev.lamarck.search.pruner.Rungs;

/**
 * What stays the same over the life of a study.
 *
 * @param trials how many trials it may start
 * @param maxLost how often the infrastructure may fail one trial
 * @param maxFailed how many trials may fail before the study does
 */
public record StudyRules(Objective objective, Rungs rungs, Pruner pruner, int trials, int maxLost, int maxFailed) {

    public StudyRules {
        if (trials < 1 || maxLost < 0 || maxFailed < 0) {
            throw new IllegalArgumentException(
                    "A study needs at least one trial and limits of at least 0, not %d, %d, %d"
                            .formatted(trials, maxLost, maxFailed));
        }
    }
}
