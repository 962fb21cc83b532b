package dev.lamarck.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.Verdict;
import dev.lamarck.engine.gate.GateSimulation.Result;
import dev.lamarck.engine.gate.GateSimulation.Setting;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateSimulationTest {

    private static final GateSpec BARE = new GateSpec("accuracy", "mcnemar", 0.05, 365, 0.002, List.of());

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void falsePromotionsStayWithinAlpha(long seed) {
        Result result = simulate(GateSpec.standard(), new Setting(2000, 365, 0, 10_000, 0.05), seed);

        int most = BinomialDistribution.of(2000, 0.05).inverseCumulativeProbability(0.95);
        assertThat(result.yearsWithPromotion()).isBetween(40, most);
        assertThat(result.shareOfYears()).isEqualTo(result.yearsWithPromotion() / 2000.0);
    }

    @Test
    void aRealGainIsFoundWithinThreeNights() {
        Result result = simulate(GateSpec.standard(), new Setting(2000, 3, 0.01, 10_000, 0.05), 1);

        assertThat(result.shareOfYears()).isGreaterThan(0.95);
    }

    @Test
    void aWorseChallengerIsNeverPromoted() {
        assertThat(simulate(BARE, new Setting(2000, 365, -0.01, 10_000, 0.05), 1)
                        .promotions())
                .isZero();
    }

    @Test
    void aGainTooSmallToCountIsRarelyPromotedHoweverSure() {
        Result result = simulate(BARE, new Setting(1000, 10, 0.001, 1_000_000, 0.01), 1);

        assertThat(result.promotions()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"100, 0.002", "10000, 0.002", "10000, 0", "200, 0.5"})
    void decidesAsTheGateDoes(int rows, double minEffect) {
        GateSpec spec = new GateSpec("accuracy", "mcnemar", 0.05, 365, minEffect, List.of());
        Gate gate = new Gate(spec);
        GateSimulation simulation = new GateSimulation(spec, new Setting(1, 1, 0, rows, 0.05));

        for (int discordant = 0; discordant <= Math.min(rows, 120); discordant++) {
            int critical = simulation.critical(discordant);
            for (int challengerOnly = 0; challengerOnly <= discordant; challengerOnly++) {
                Verdict verdict = gate.judge(new Comparison(
                                rows, 0, discordant - challengerOnly, challengerOnly, Map.of(), Map.of()))
                        .verdict();
                assertThat(verdict == Verdict.PROMOTED).isEqualTo(challengerOnly >= critical);
            }
        }
    }

    @Test
    void promotesAsOftenAsRowsDrawnOneByOne() {
        GateSpec lenient = new GateSpec("accuracy", "mcnemar", 0.2, 1, 0, List.of());
        Setting setting = new Setting(1, 10_000, 0.02, 200, 0.2);

        double simulated = simulate(lenient, setting, 1).promotions() / 10_000.0;
        double drawn = drawRowByRow(new Gate(lenient), setting) / 10_000.0;

        double standardError = Math.sqrt(2 * drawn * (1 - drawn) / 10_000);
        assertThat(simulated).isCloseTo(drawn, within(4 * standardError));
    }

    @Test
    void sameSeedSameResult() {
        Setting setting = new Setting(50, 365, 0.004, 10_000, 0.05);

        assertThat(simulate(BARE, setting, 7)).isEqualTo(simulate(BARE, setting, 7));
    }

    @Test
    void knowsTheExtremes() {
        Result never = simulate(BARE, new Setting(10, 10, 0, 1, 1), 1);
        Result always = simulate(BARE, new Setting(10, 10, 1, 100, 1), 1);

        assertThat(never.yearsWithPromotion()).isZero();
        assertThat(never.upperBound95()).isCloseTo(1 - Math.pow(0.05, 0.1), within(1e-9));
        assertThat(always.promotions()).isEqualTo(100);
        assertThat(always.upperBound95()).isEqualTo(1);
    }

    @Test
    void resultsAreJson() {
        JsonNode json = Payloads.json().valueToTree(simulate(BARE, new Setting(10, 365, 0, 1000, 0.05), 1));

        assertThat(json.get("years").intValue()).isEqualTo(10);
        assertThat(json.get("yearsWithPromotion").isInt()).isTrue();
        assertThat(json.get("alpha").doubleValue()).isEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 365, 0, 10000, 0.05, years (0) must be from 1",
        "2000, 0, 0, 10000, 0.05, nights (0) must be from 1",
        "2000, 365, 0, 0, 0.05, rows (0) must be from 1",
        "1000000, 365, 0, 10000, 0.05, Simulate fewer years",
        "2000, 365, 0.06, 10000, 0.05, gain (0.06) must lie within",
        "2000, 365, NaN, 10000, 0.05, gain (NaN) must lie within",
        "2000, 365, 0, 10000, 0, disagreement (0.0) must be",
        "2000, 365, 0, 10000, 1.1, disagreement (1.1) must be"
    })
    void rejectsWhatItCannotSimulate(
            int years, int nights, double gain, int rows, double disagreement, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Setting(years, nights, gain, rows, disagreement))
                .withMessageContaining(message);
    }

    private static Result simulate(GateSpec spec, Setting setting, long seed) {
        return new GateSimulation(spec, setting).run(new SplittableRandom(seed));
    }

    private static int drawRowByRow(Gate gate, Setting setting) {
        SplittableRandom random = new SplittableRandom(99);
        double challengerShare = 0.5 + setting.gain() / (2 * setting.disagreement());
        int promotions = 0;
        for (int night = 0; night < setting.nights(); night++) {
            int[] only = new int[2];
            for (int row = 0; row < setting.rows(); row++) {
                if (random.nextDouble() < setting.disagreement()) {
                    only[random.nextDouble() < challengerShare ? 1 : 0]++;
                }
            }
            Comparison comparison = new Comparison(setting.rows(), 0, only[0], only[1], Map.of(), Map.of());
            promotions += gate.judge(comparison).verdict() == Verdict.PROMOTED ? 1 : 0;
        }
        return promotions;
    }
}
