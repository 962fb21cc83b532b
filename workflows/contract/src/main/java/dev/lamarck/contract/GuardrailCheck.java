package dev.lamarck.contract;

import org.jspecify.annotations.Nullable;

/**
 * What a guardrail found.
 *
 * @param champion the champion's value; null if it was not measured
 * @param challenger the challenger's value; null if it was not measured
 * @param bound as the guardrail gives it: the largest drop, or the largest value
 * @param passed false if the bound does not hold, or cannot be checked for want of a value
 */
public record GuardrailCheck(
        String metric, @Nullable Double champion, @Nullable Double challenger, double bound, boolean passed) {}
