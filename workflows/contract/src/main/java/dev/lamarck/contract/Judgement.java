package dev.lamarck.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** x */
public record Judgement(
        Verdict verdict,
        String reason,
        double pValue,
        double threshold,
        double effect,
        List<GuardrailCheck> guardrails) {

    public record GuardrailCheck(
            String metric,
            @Nullable Double champion,
            @Nullable Double challenger,
            double bound,
            boolean passed) {}
}
