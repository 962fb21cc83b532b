package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import java.util.List;
import java.util.Set;

/**
 * All that a sampler may look at; bounded, whatever the length of the study.
 *
 * @param told recent and best trials with their results, by trial id
 * @param pending configurations that are being tried
 * @param tried hashes of all configurations that were ever suggested
 */
public record StudyView(SearchSpace space, List<Scored> told, List<Configuration> pending, Set<Long> tried) {

    public StudyView {
        told = List.copyOf(told);
        pending = List.copyOf(pending);
        tried = Set.copyOf(tried);
    }
}
