package dev.lamarck.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.GateSpec.Guardrail;
import dev.lamarck.contract.GuardrailCheck;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

    private static final Map<String, Double> GOOD =
            Map.of("accuracy", 0.95, "recall_min_class", 0.92, "latency_ms_p95", 3.0);

    private final Gate gate = new Gate(GateSpec.standard());

    @Test
    void promotesOnEvidence() {
        Judgement judgement = gate.judge(comparison(10_000, 200, 300, GOOD, GOOD));

        assertThat(judgement.verdict()).isEqualTo(Verdict.PROMOTED);
        assertThat(judgement.effect()).isEqualTo(0.01);
        assertThat(judgement.pValue()).isLessThan(judgement.threshold());
        assertThat(judgement.guardrails()).hasSize(2).allMatch(GuardrailCheck::passed);
        assertThat(judgement.reason())
                .isEqualTo("300 rows only the challenger has right against 200: p = 4.47e-06, "
                        + "a gain of 0.01; the challenger takes over.");
    }

    @Test
    void keepsTheChampionWithoutEvidence() {
        Judgement judgement = gate.judge(comparison(10_000, 43, 71, GOOD, GOOD));

        assertThat(judgement.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(judgement.threshold()).isEqualTo(0.05 / 365);
        assertThat(judgement.reason())
                .isEqualTo("71 rows only the challenger has right against 43: p = 0.00556, "
                        + "needed at most 0.000137; the champion stays.");
    }

    @Test
    void keepsTheChampionWhereBothAreEqual() {
        assertThat(gate.judge(comparison(1, 0, 0, GOOD, GOOD)).verdict()).isEqualTo(Verdict.KEPT);
        assertThat(gate.judge(comparison(1, 0, 1, GOOD, GOOD)).reason()).startsWith("1 row only the challenger");
    }

    @Test
    void keepsTheChampionWhenTheGainIsTooSmallToCount() {
        Judgement judgement = gate.judge(comparison(1_000_000, 4_500, 5_300, GOOD, GOOD));

        assertThat(judgement.pValue()).isLessThan(judgement.threshold());
        assertThat(judgement.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(judgement.reason())
                .endsWith("but a gain of 0.0008 is less than the 0.002 that counts; the champion stays.");
    }

    @Test
    void takesAGainOfJustTheSmallestThatCounts() {
        assertThat(gate.judge(comparison(10_000, 0, 20, GOOD, GOOD)).verdict()).isEqualTo(Verdict.PROMOTED);
        assertThat(gate.judge(comparison(10_001, 0, 20, GOOD, GOOD)).verdict()).isEqualTo(Verdict.KEPT);
    }

    @ParameterizedTest
    @CsvSource({
        "0.92, 3.0, PROMOTED",
        "0.91, 3.0, PROMOTED",
        "0.9099, 3.0, BLOCKED",
        "0.99, 5.0, PROMOTED",
        "0.92, 5.0001, BLOCKED",
        "NaN, 3.0, BLOCKED",
        "0.92, NaN, BLOCKED"
    })
    void holdsEachGuardrailAtItsBound(double recall, double latency, Verdict expected) {
        Map<String, Double> challenger = Map.of("recall_min_class", recall, "latency_ms_p95", latency);

        assertThat(gate.judge(comparison(10_000, 200, 300, GOOD, challenger)).verdict())
                .isEqualTo(expected);
    }

    @Test
    void saysWhichGuardrailsBlock() {
        Map<String, Double> challenger = Map.of("recall_min_class", 0.85, "latency_ms_p95", 1234.5);

        Judgement judgement = gate.judge(comparison(10_000, 200, 300, GOOD, challenger));

        assertThat(judgement.reason())
                .endsWith(", but recall_min_class falls from 0.92 to 0.85, by more than 0.01"
                        + " and latency_ms_p95 is 1230, above 5; the champion stays.");
        assertThat(judgement.guardrails())
                .containsExactly(
                        new GuardrailCheck("recall_min_class", 0.92, 0.85, 0.01, false),
                        new GuardrailCheck("latency_ms_p95", 3.0, 1234.5, 5, false));
    }

    @Test
    void doesNotPassAGuardrailThatWasNotMeasured() {
        Judgement blind = gate.judge(comparison(10_000, 200, 300, Map.of(), GOOD));
        Judgement unmeasured = gate.judge(comparison(10_000, 200, 300, GOOD, Map.of("recall_min_class", 0.92)));

        assertThat(blind.verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(blind.reason()).contains("but the champion's recall_min_class was not measured;");
        assertThat(blind.guardrails().getLast().passed()).isTrue();
        assertThat(unmeasured.verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(unmeasured.reason()).contains("but the challenger's latency_ms_p95 was not measured;");
    }

    @Test
    void reportsGuardrailsOfAKeptChampionToo() {
        Judgement judgement = gate.judge(comparison(10_000, 43, 71, GOOD, Map.of()));

        assertThat(judgement.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(judgement.guardrails()).hasSize(2).noneMatch(GuardrailCheck::passed);
    }

    @Test
    void judgementsTravelAsJson() throws Exception {
        Judgement judgement = gate.judge(comparison(10_000, 200, 300, Map.of(), GOOD));

        String json = Payloads.json().writeValueAsString(judgement);

        assertThat(Payloads.json().readValue(json, Judgement.class)).isEqualTo(judgement);
    }

    @Test
    void needsLessEvidenceForAShorterHorizon() {
        Gate oneNight = new Gate(new GateSpec("accuracy", "mcnemar", 0.05, 1, 0, List.<Guardrail>of()));

        assertThat(oneNight.judge(comparison(10_000, 43, 71, GOOD, GOOD)).verdict())
                .isEqualTo(Verdict.PROMOTED);
    }

    private static Comparison comparison(
            int rows,
            int championOnly,
            int challengerOnly,
            Map<String, Double> champion,
            Map<String, Double> challenger) {
        return new Comparison(rows, 0, championOnly, challengerOnly, champion, challenger);
    }
}
