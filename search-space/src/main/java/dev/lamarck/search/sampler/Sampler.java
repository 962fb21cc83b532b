package dev.lamarck.search.sampler;

import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import java.util.List;

/**
 * Proposes configurations. Stateless and repeatable: the same view, trial id, seed and attempt always give the same
 * proposals, so there is no generator to save. Safe for several threads.
 */
public interface Sampler {

    /** The most that one attempt proposes. */
    int MOST = 64;

    /**
     * The configurations to try next, best first. A sampler does not know all that was tried: at first it proposes one,
     * and is asked again, with the next attempt, if all that it proposed was tried.
     *
     * @param trial the id that the trial will have
     * @param seed of the study
     * @param attempt from 0
     * @return one at attempt 0, later up to {@link #MOST}; none twice
     */
    List<Suggestion> suggest(StudyView view, int trial, long seed, int attempt);

    /** Which form of the algorithm this is; raised with every change that gives other proposals. */
    int version();

    /**
     * Whether proposals depend on more of the view than its space. Those of a sampler that does not learn can be asked for
     * ahead of time. The same for every version of a sampler.
     */
    boolean learns();
}
