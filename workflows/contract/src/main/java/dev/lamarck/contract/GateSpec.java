package dev.lamarck.contract;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a challenger may take the champion's place.
 *
 * @param metric what both are compared by; accuracy is the only one so far
 * @param test of the difference; mcnemar is the only one so far
 * @param alpha the chance in (0, 1) that the gate may ever promote a challenger that is no better, over the whole horizon
 * @param horizon the number of comparisons that alpha is shared among, e.g. nights of a year; at least 1
 * @param minEffect the smallest gain that counts, as a share of all rows, in [0, 1)
 * @param guardrails what must hold besides; each is checked
 */
public record GateSpec(
        String metric, String test, double alpha, int horizon, double minEffect, List<Guardrail> guardrails) {

    public static final String ACCURACY = "accuracy";
    public static final String MCNEMAR = "mcnemar";
    public static final String RECALL_MIN_CLASS = "recall_min_class";
    public static final String LATENCY_MS_P95 = "latency_ms_p95";

    /**
     * A limit to one metric of the challenger; it has exactly one of the two bounds.
     *
     * @param metric recall_min_class (the recall of the worst class) or latency_ms_p95 (milliseconds)
     * @param maxDrop how far the challenger may fall below the champion, in [0, 1]; for recall_min_class
     * @param max the largest value that the challenger may have, above 0; for latency_ms_p95
     */
    public record Guardrail(
            String metric,
            @Nullable Double maxDrop,
            @Nullable Double max) {

        public Guardrail {
            if (!Set.of(RECALL_MIN_CLASS, LATENCY_MS_P95).contains(metric)) {
                throw new IllegalArgumentException(
                        "A guardrail watches %s or %s, not '%s'.".formatted(RECALL_MIN_CLASS, LATENCY_MS_P95, metric));
            }
            // A drop of latency is welcome and so is a high recall: the other bound would block good models.
            String bound = metric.equals(RECALL_MIN_CLASS) ? "maxDrop" : "max";
            if ((maxDrop != null) != bound.equals("maxDrop") || (max != null) != bound.equals("max")) {
                throw new IllegalArgumentException("Guardrail '%s': give it %s and no other bound (maxDrop %s, max %s)."
                        .formatted(metric, bound, maxDrop, max));
            }
            if (maxDrop != null && !(maxDrop >= 0 && maxDrop <= 1)) {
                throw new IllegalArgumentException(
                        "Guardrail '%s': maxDrop is a share from 0 to 1, not %s.".formatted(metric, maxDrop));
            }
            if (max != null && !(max > 0 && Double.isFinite(max))) {
                throw new IllegalArgumentException(
                        "Guardrail '%s': max is a number above 0, not %s.".formatted(metric, max));
            }
        }
    }

    public GateSpec {
        if (!metric.equals(ACCURACY)) {
            throw new IllegalArgumentException(
                    "A gate compares models by %s, not by '%s'.".formatted(ACCURACY, metric));
        }
        if (!test.equals(MCNEMAR)) {
            throw new IllegalArgumentException("A gate's test is %s, not '%s'.".formatted(MCNEMAR, test));
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "A gate's alpha lies between 0 and 1, both excluded; it is %s.".formatted(alpha));
        }
        if (horizon < 1) {
            throw new IllegalArgumentException("A gate's horizon is at least 1 night, not %d.".formatted(horizon));
        }
        if (!(minEffect >= 0 && minEffect < 1)) {
            throw new IllegalArgumentException(
                    "A gate's minEffect is a share from 0 to below 1, not %s.".formatted(minEffect));
        }
        guardrails = List.copyOf(guardrails);
    }

    /** The gate of a job file that says nothing about it: a false promotion in at most one of twenty years. */
    public static GateSpec standard() {
        return new GateSpec(
                ACCURACY,
                MCNEMAR,
                0.05,
                365,
                0.002,
                List.of(new Guardrail(RECALL_MIN_CLASS, 0.01, null), new Guardrail(LATENCY_MS_P95, null, 5.0)));
    }
}
