package dev.lamarck.search.sampler;

import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import java.util.Optional;

/**
 * Proposes configurations. Stateless and repeatable: the same view, trial id and seed always give the same suggestion, so
 * there is no generator to save. Safe for several threads.
 */
public interface Sampler {

    /**
     * The next configuration to try.
     *
     * @param trial the id that the trial will have
     * @param seed of the study
     * @return a configuration whose hash is not in {@code view.tried()}; empty if none was found
     */
    Optional<Suggestion> suggest(StudyView view, int trial, long seed);
}
