package dev.lamarck.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a search has taught: which parameters mattered, where each trial came from and why it ended.
 *
 * @param importance of each parameter, largest first; the shares sum to 1, and are absent with too few trials
 * @param trials by id
 */
public record SearchInsight(Map<String, Double> importance, List<Line> trials) {

    /**
     * A trial in the story of the search.
     *
     * @param parents ids of the trials that it was bred from
     * @param rung the last one that it ended, from 1; 0 for none
     * @param value of the objective's metric at that rung
     * @param reason why it was stopped or failed
     */
    public record Line(
            int trial,
            String state,
            String operator,
            List<Integer> parents,
            int rung,
            @Nullable Double value,
            @Nullable String reason) {

        public Line {
            parents = List.copyOf(parents);
        }
    }

    public SearchInsight {
        importance = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(importance));
        trials = List.copyOf(trials);
    }
}
