package dev.lamarck.engine.gate;

import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.GateSpec.Guardrail;
import dev.lamarck.contract.GuardrailCheck;
import java.util.List;
import java.util.stream.Collectors;

/** Checks the limits that a gate sets besides its test. A value that was not measured, or is NaN, never passes. */
final class Guardrails {

    /** 0.95 - 0.94 is a little more than 0.01 in binary; a drop right at the bound passes. */
    private static final double ROUNDING = 1e-12;

    private Guardrails() {}

    static GuardrailCheck check(Guardrail guardrail, Comparison comparison) {
        Double champion = comparison.champion().get(guardrail.metric());
        Double challenger = comparison.challenger().get(guardrail.metric());
        Double maxDrop = guardrail.maxDrop();
        Double max = guardrail.max();
        if (maxDrop != null) {
            boolean passed = champion != null && challenger != null && champion - challenger <= maxDrop + ROUNDING;
            return new GuardrailCheck(guardrail.metric(), champion, challenger, maxDrop, passed);
        }
        double bound = max == null ? Double.NaN : max;
        return new GuardrailCheck(
                guardrail.metric(), champion, challenger, bound, challenger != null && challenger <= bound);
    }

    /** What the failed ones found, as the middle of a sentence. */
    static String explain(List<GuardrailCheck> failed) {
        return failed.stream().map(Guardrails::explain).collect(Collectors.joining(" and "));
    }

    private static String explain(GuardrailCheck check) {
        String metric = check.metric();
        Double champion = check.champion();
        Double challenger = check.challenger();
        String bound = Gate.number(check.bound());
        if (challenger == null || challenger.isNaN()) {
            return "the challenger's %s was not measured".formatted(metric);
        }
        if (!metric.equals(GateSpec.RECALL_MIN_CLASS)) {
            return "%s is %s, above %s".formatted(metric, Gate.number(challenger), bound);
        }
        if (champion == null || champion.isNaN()) {
            return "the champion's %s was not measured".formatted(metric);
        }
        return "%s falls from %s to %s, by more than %s"
                .formatted(metric, Gate.number(champion), Gate.number(challenger), bound);
    }
}
