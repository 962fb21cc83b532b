package dev.lamarck.search.importance;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each parameter had to do with being among the best tenth of a study's trials. The importance of a parameter is
 * the Pearson divergence between two densities of its values, of the best trials and of all; it sees what each parameter
 * does by itself, not in concert with others.
 *
 * <p>Densities are Parzen estimates on a grid, as Optuna 5 computes them by default, so that figures compare.
 *
 * @see <a href="https://arxiv.org/abs/2304.10255">Watanabe, Bansal, Hutter (2023), PED-ANOVA: Efficiently Quantifying
 *     Hyperparameter Importance in Arbitrary Subspaces</a>
 * @see <a href="https://arxiv.org/abs/2601.20800">Conditional PED-ANOVA (2026), Hyperparameter Importance in Hierarchical
 *     and Dynamic Search Spaces</a>
 */
public final class PedAnova {

    /** With fewer trials there is nothing to say. */
    public static final int FEWEST_TRIALS = 8;

    private static final double BEST_SHARE = 0.1;

    /** Keeps the quotient of two densities finite. */
    private static final double FLOOR = 1e-12;

    private PedAnova() {}

    /**
     * The importance of each parameter that any trial has, most important first, equal ones by name. Importances add up
     * to 1, or are all 0 if no parameter has any.
     *
     * <p>A parameter that only some trials have is judged among those: the ones that are in the best tenth of all trials
     * against all that have it. Its divergence counts by the square of its share of the best over its share of all. It
     * has importance 0 if fewer than {@link #FEWEST_TRIALS} or none of the best have it, or all the same value.
     *
     * @param bestFirst the trials' configurations in order of merit; only their ranks count
     * @return empty if there are fewer than {@link #FEWEST_TRIALS} trials
     * @throws dev.lamarck.search.space.SearchSpaceException if a value is none of its parameter's
     */
    public static Map<String, Double> importance(SearchSpace space, List<Configuration> bestFirst) {
        if (bestFirst.size() < FEWEST_TRIALS) {
            return Map.of();
        }
        int best = (int) Math.ceil(BEST_SHARE * bestFirst.size());
        Map<String, Double> divergences = new LinkedHashMap<>();
        for (SearchSpace.Slot slot : space.slots()) {
            Parameter parameter = slot.parameter();
            List<Object> all = values(parameter, bestFirst);
            if (!all.isEmpty()) {
                List<Object> ofBest = values(parameter, bestFirst.subList(0, best));
                double shareOfBest = (double) ofBest.size() / best;
                double shareOfAll = (double) all.size() / bestFirst.size();
                divergences.put(
                        parameter.name(),
                        shareOfBest * shareOfBest / shareOfAll * divergence(parameter, all, ofBest.size()));
            }
        }
        return normalised(divergences);
    }

    private static List<Object> values(Parameter parameter, List<Configuration> trials) {
        return trials.stream()
                .filter(trial -> trial.has(parameter.name()))
                .map(trial -> trial.values().get(parameter.name()))
                .toList();
    }

    private static double divergence(Parameter parameter, List<Object> bestFirst, int best) {
        Grid grid = Grid.of(parameter);
        int[] cells = bestFirst.stream().mapToInt(grid::cell).toArray();
        if (best == 0 || cells.length < FEWEST_TRIALS || Arrays.stream(cells).allMatch(cell -> cell == cells[0])) {
            return 0;
        }
        double[] ofBest = grid.density(Arrays.copyOf(cells, best));
        double[] ofAll = grid.density(cells);
        double divergence = 0;
        for (int cell = 0; cell < ofAll.length; cell++) {
            double all = ofAll[cell] + FLOOR;
            double excess = (ofBest[cell] + FLOOR) / all - 1;
            divergence += all * excess * excess;
        }
        return divergence;
    }

    private static Map<String, Double> normalised(Map<String, Double> divergences) {
        double sum = divergences.values().stream().mapToDouble(d -> d).sum();
        Map<String, Double> importances = new LinkedHashMap<>();
        divergences.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> importances.put(entry.getKey(), sum == 0 ? 0 : entry.getValue() / sum));
        return Collections.unmodifiableMap(importances);
    }
}
