package dev.lamarck.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** x */
public record GateSpec(
        String metric, String test, double alpha, int horizon, double minEffect, List<Guardrail> guardrails) {

    public record Guardrail(
            String metric,
            @Nullable Double maxDrop,
            @Nullable Double max) {}
}
