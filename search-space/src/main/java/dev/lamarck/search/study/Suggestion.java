package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import java.util.List;

/**
 * What a sampler proposes.
 *
 * @param operator how it came about, in the sampler's words: initial, random, mutation, crossover
 * @param parents the trials that it descends from, none or up to two
 */
public record Suggestion(Configuration configuration, String operator, List<Integer> parents) {

    public Suggestion {
        parents = List.copyOf(parents);
    }
}
