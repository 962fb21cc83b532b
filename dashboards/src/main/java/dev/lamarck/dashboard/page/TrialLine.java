package dev.lamarck.dashboard.page;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trial as the pages show it.
 *
 * @param rung the one that it is in or has ended last, from 1
 * @param value of the objective; null before the first and where it is not finite
 * @param measuredMillis when its last value was measured, by the trainer's clock
 * @param failure the class, for a trial that failed
 * @param reason why it was stopped or failed
 * @param curve the objective after each step, over all rungs
 */
public record TrialLine(
        int id,
        String state,
        String operator,
        List<Integer> parents,
        Map<String, Object> parameters,
        int rung,
        int step,
        Map<String, Double> metrics,
        @Nullable Double value,
        @Nullable Long startedMillis,
        @Nullable Long endedMillis,
        @Nullable Long measuredMillis,
        @Nullable String failure,
        @Nullable String reason,
        List<CurvePoint> curve) {

    public TrialLine {
        parents = List.copyOf(parents);
        curve = List.copyOf(curve);
    }
}
