package dev.lamarck.cli.night;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.Verdict;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NightTextTest {

    private static final Instant NEXT = Instant.parse("2026-07-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"PROMOTED, 0", "KEPT, 7", "BLOCKED, 7", "ABORTED, 1", "FAILED, 1"})
    void tellsAShellTheVerdict(Verdict verdict, int exitCode) {
        assertThat(NightText.exitCode(verdict)).isEqualTo(exitCode);
    }

    @Test
    void saysTheTimeAtTheSelectionsPlace() {
        assertThat(NightText.time(NEXT, standing(false, null).spec())).isEqualTo("2026-07-01 02:00 CEST");
    }

    @Test
    void listsASelectionWithItsNextNightAndItsLastVerdict() {
        Map<String, @Nullable Object> summary =
                NightText.summary(standing(false, null), Optional.of(night(Verdict.KEPT, null)));

        assertThat(NightText.row(summary))
                .containsExactly("digits", "active", "0 2 * * * Europe/Berlin", "2026-07-01T00:00:00Z", "KEPT");
    }

    @Test
    void listsNoNextNightOfAPausedSelection() {
        Map<String, @Nullable Object> summary = NightText.summary(standing(true, null), Optional.empty());

        assertThat(NightText.row(summary)).containsExactly("digits", "paused", "0 2 * * * Europe/Berlin", "", "");
    }

    @Test
    void showsTheNumbersThatDecided() {
        Judgement judgement = new Judgement(Verdict.KEPT, "Too little.", 0.0312, 0.05 / 365, 0.001, List.of());

        assertThat(NightText.night(night(Verdict.KEPT, judgement)))
                .containsExactly("digits-20260630-000000", "KEPT", "3", "", "0.0312", "Too little.");
    }

    @Test
    void describesGateGuardrailsAndTheNightAtHand() {
        List<String> lines = NightText.describe(
                standing(true, "night/digits-1"), "searching", List.of(night(Verdict.ABORTED, null)));

        assertThat(lines)
                .contains(
                        "nightly    digits, paused (by hand)",
                        "next       2026-07-01 02:00 CEST",
                        "gate       accuracy by mcnemar, alpha 0.05 over 365 nights (0.000137 a night), gain of at least"
                                + " 0.002",
                        "guardrail  recall_min_class falls by at most 0.01",
                        "guardrail  latency_ms_p95 at most 5.0",
                        "running    night/digits-1: searching",
                        "night      digits-20260630-000000 ABORTED: Too little.");
    }

    private static NightDocument night(Verdict verdict, @Nullable Judgement judgement) {
        return new NightDocument(
                "digits",
                "digits-20260630-000000",
                verdict,
                "Too little.",
                1,
                2,
                "digits",
                "ab",
                "3",
                null,
                null,
                judgement);
    }

    private static Nightlies.Standing standing(boolean paused, @Nullable String running) {
        return new Nightlies.Standing(
                new NightlySpec(
                        "digits",
                        study(),
                        new DataSource("digits", null, List.of(), null, 1),
                        new NightlySpec.Timing("0 2 * * *", "Europe/Berlin", 0, "skip", 3_600, true),
                        GateSpec.standard(),
                        List.of()),
                paused,
                paused ? "by hand" : "",
                Optional.ofNullable(running),
                List.of(NEXT));
    }

    private static StudySpec study() {
        return new StudySpec(
                "digits",
                TrainerSpec.preset("mlp"),
                new DataSpec("digits", 1, "ab", new DataSpec.Shape(1, 8, 8), 10, 0.1, 0.3, Map.of()),
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                SearchSpace.of(List.of(new IntParameter("units", 1, 64, false, null, null))),
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(List.of(3), 0),
                Limits.ofTrials(9),
                1,
                StudySpec.Execution.in("cpu"),
                new FailureRules(3, FailureRules.OutOfMemory.HALVE_BATCH, 3),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(3, 2),
                "digits",
                List.of(),
                List.of(),
                null);
    }
}
