package dev.lamarck.contract;

import java.util.List;

/**
 * A gate's verdict and the numbers that it rests on.
 *
 * @param reason one sentence for people
 * @param pValue the chance of such a lead, or a larger one, if the challenger were no better
 * @param threshold the largest p-value that is evidence enough
 * @param effect the challenger's gain in accuracy, as a share of all rows; negative for a loss
 * @param guardrails what each guardrail found, in the order of the spec
 */
public record Judgement(
        Verdict verdict,
        String reason,
        double pValue,
        double threshold,
        double effect,
        List<GuardrailCheck> guardrails) {

    public Judgement {
        guardrails = List.copyOf(guardrails);
    }
}
