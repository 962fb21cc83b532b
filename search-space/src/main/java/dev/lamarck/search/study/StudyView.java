package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import java.util.List;

/**
 * All that a sampler may look at; bounded, whatever the length of the study. It does not hold what was tried: a sampler
 * proposes, and {@link StudyState#propose} asks again if all that it proposed was tried.
 *
 * @param told recent and best trials with their results, by trial id, all within the space
 * @param pending configurations that are being tried
 */
public record StudyView(SearchSpace space, List<Scored> told, List<Configuration> pending) {

    public StudyView {
        told = List.copyOf(told);
        pending = List.copyOf(pending);
    }

    /** Of a study that nothing is known of: all that a sampler sees that does not learn. */
    public static StudyView of(SearchSpace space) {
        return new StudyView(space, List.of(), List.of());
    }
}
