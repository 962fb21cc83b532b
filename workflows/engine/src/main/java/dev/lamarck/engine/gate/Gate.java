package dev.lamarck.engine.gate;

import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.GuardrailCheck;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/**
 * Judges challengers night after night. Alpha is spent uniformly: each night may err with a chance of alpha / horizon, so
 * over the horizon the chance of any false promotion is at most alpha, by the union bound, whatever the dependence
 * between the nights. That holds as long as each night's rows served neither to fit nor to choose its challenger.
 */
public final class Gate {

    private static final MathContext DIGITS = new MathContext(3);

    /** Numbers below are written with an exponent. */
    private static final double SMALL = 1e-4;

    private final GateSpec spec;
    private final double threshold;

    public Gate(GateSpec spec) {
        this.spec = spec;
        this.threshold = spec.alpha() / spec.horizon();
    }

    /** The largest p-value that is evidence enough in one night. */
    public double threshold() {
        return threshold;
    }

    /** PROMOTED, KEPT or BLOCKED, with the reason; guardrails are checked in any case. */
    public Judgement judge(Comparison comparison) {
        double pValue = McNemar.pValue(comparison.championOnly(), comparison.challengerOnly());
        double effect = effect(comparison.rows(), comparison.championOnly(), comparison.challengerOnly());
        List<GuardrailCheck> checks = spec.guardrails().stream()
                .map(guardrail -> Guardrails.check(guardrail, comparison))
                .toList();
        List<GuardrailCheck> failed =
                checks.stream().filter(check -> !check.passed()).toList();
        Verdict verdict;
        String outcome;
        if (!isEvidence(pValue, effect)) {
            verdict = Verdict.KEPT;
            outcome = missing(pValue, effect) + "; the champion stays.";
        } else if (!failed.isEmpty()) {
            verdict = Verdict.BLOCKED;
            outcome = "but " + Guardrails.explain(failed) + "; the champion stays.";
        } else {
            verdict = Verdict.PROMOTED;
            outcome = "a gain of %s; the challenger takes over.".formatted(number(effect));
        }
        String reason = "%s only the challenger has right against %d: p = %s, %s"
                .formatted(rows(comparison.challengerOnly()), comparison.championOnly(), number(pValue), outcome);
        return new Judgement(verdict, reason, pValue, threshold, effect, checks);
    }

    /** Whether these counts are evidence enough, guardrails aside. More rows for the challenger never make it less. */
    boolean isEvidence(int rows, int championOnly, int challengerOnly) {
        return isEvidence(McNemar.pValue(championOnly, challengerOnly), effect(rows, championOnly, challengerOnly));
    }

    private boolean isEvidence(double pValue, double effect) {
        return pValue <= threshold && effect >= spec.minEffect();
    }

    private String missing(double pValue, double effect) {
        return pValue > threshold
                ? "needed at most " + number(threshold)
                : "but a gain of %s is less than the %s that counts"
                        .formatted(number(effect), number(spec.minEffect()));
    }

    private static double effect(int rows, int championOnly, int challengerOnly) {
        return (double) (challengerOnly - championOnly) / rows;
    }

    private static String rows(int count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    /** Three digits, the same in every locale. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        return value != 0 && Math.abs(value) < SMALL
                ? String.format(Locale.ROOT, "%.2e", value)
                : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
