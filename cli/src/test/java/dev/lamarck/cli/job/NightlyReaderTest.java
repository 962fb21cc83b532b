package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.contract.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NightlyReaderTest {

    private static final String MINIMAL = """
            apiVersion: lamarck/v1
            kind: Nightly
            name: digits
            schedule: {cron: 0 2 * * *}
            study: study.yaml
            """;

    @Test
    void leavesOutWhatTheFileLeavesOut() {
        NightlyFile file = JobReader.parseNightly("nightly.yaml", MINIMAL, List.of());

        assertThat(file.name()).isEqualTo("digits");
        assertThat(file.schedule()).isEqualTo(new NightlyFile.Schedule("0 2 * * *", null, null, null, null, null));
        assertThat(file.study()).isEqualTo("study.yaml");
        assertThat(file.gate()).isNull();
        assertThat(file.notifications()).isNull();
    }

    @Test
    void readsEveryKindOfKey() {
        NightlyFile file = JobReader.parseNightly("nightly.yaml", """
                apiVersion: lamarck/v1
                kind: Nightly
                name: digits
                schedule:
                  {cron: 0 2 * * *, timezone: Europe/Berlin, jitter: 5m, overlap: buffer, catchUp: 1h, pauseOnFailure: false}
                study: study.yaml
                budget: {trials: 9, wallClock: 6h}
                gate:
                  alpha: 0.01
                  horizon: 30
                  minEffect: 0.005
                  guardrails: [{metric: latency_ms_p95, max: 5}]
                notify:
                  - {on: [PROMOTED, FAILED], webhook: env:HOOK, secret: file:/run/key}
                """, List.of());

        assertThat(file.schedule())
                .isEqualTo(new NightlyFile.Schedule(
                        "0 2 * * *", "Europe/Berlin", "5m", NightlyFile.Overlap.buffer, "1h", false));
        assertThat(file.budget()).isEqualTo(new JobFile.Budget(9, null, "6h", null));
        assertThat(file.gate())
                .isEqualTo(new NightlyFile.Gate(
                        null, null, 0.01, 30, 0.005, List.of(new NightlyFile.Guardrail("latency_ms_p95", null, 5.0))));
        assertThat(file.notifications())
                .containsExactly(
                        new NightlyFile.Notify(List.of(Verdict.PROMOTED, Verdict.FAILED), "env:HOOK", "file:/run/key"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badKeys")
    void namesTheKeyItsPlaceAndTheWayOut(String text, String expected) {
        refuses(text, "nightly.yaml:" + expected);
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(
                Arguments.of(MINIMAL + "notfy: []", "6:1: unknown key 'notfy'. Did you mean 'notify'?"),
                Arguments.of(
                        MINIMAL + "approval: {by: [ada]}",
                        "6:1: the key 'approval' needs a feature that this version does not have: approval by people."
                                + " Remove it."),
                Arguments.of(
                        MINIMAL + "budget: {energyJoules: 60}",
                        "6:10: the key 'budget.energyJoules' needs a feature that this version does not have: energy"
                                + " budgets. Remove it."),
                Arguments.of(
                        MINIMAL + "gate: {aplha: 0.1}", "6:8: unknown key 'aplha' in 'gate'. Did you mean 'alpha'?"),
                Arguments.of(MINIMAL + "gate: {alpha: low}", "6:15: 'gate.alpha' must be a number, not \"low\"."),
                Arguments.of(
                        MINIMAL + "notify: [{webhook: env:HOOK, on: [WON]}]",
                        "6:35: 'notify.0.on.0' is \"WON\"; expected is [\"PROMOTED\", \"KEPT\", \"BLOCKED\","
                                + " \"ABORTED\", \"FAILED\"]."),
                Arguments.of(MINIMAL + "notify: [{on: [KEPT]}]", "6:10: 'notify.0' lacks the key 'webhook'."),
                Arguments.of(
                        MINIMAL.replace("cron: 0 2 * * *", "cron: 0 2 * * *, overlap: allow"),
                        "4:38: 'schedule.overlap' is \"allow\"; expected is [\"skip\", \"buffer\"]."),
                Arguments.of(MINIMAL.replace("cron: 0 2 * * *", ""), "4:11: 'schedule' lacks the key 'cron'."));
    }

    @ParameterizedTest
    @CsvSource({"apiVersion", "kind", "name", "schedule", "study"})
    void namesAMissingKey(String key) {
        String without = MINIMAL.lines()
                .filter(line -> !line.startsWith(key + ":"))
                .reduce("", (text, line) -> text + line + "\n");

        refuses(without, "nightly.yaml:1:1: the job lacks the key '%s'.".formatted(key));
    }

    @Test
    void saysWhereAStudyBelongs() {
        refuses(
                MINIMAL.replace("Nightly", "Study"),
                "nightly.yaml describes a study. Submit it by 'lamarck run nightly.yaml', or name it as 'study' in a"
                        + " file of kind Nightly.");
    }

    @Test
    void saysWhereANightlySelectionBelongs() {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.parse("nightly.yaml", MINIMAL, List.of()))
                .withMessage("nightly.yaml describes a nightly selection. Make it by 'lamarck nightly create"
                        + " nightly.yaml'.");
    }

    @Test
    void readsAFileWithOverrides(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("nightly.yaml"), MINIMAL);

        NightlyFile nightly = JobReader.readNightly(file, List.of("gate.alpha=0.01", "budget.trials=3"));

        assertThat(nightly.gate().alpha()).isEqualTo(0.01);
        assertThat(nightly.budget().trials()).isEqualTo(3);
    }

    @Test
    void blamesTheOverrideForItsValue(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("nightly.yaml"), MINIMAL);

        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.readNightly(file, List.of("gate.horizon=year")))
                .withMessage("--set gate.horizon: 'gate.horizon' must be a whole number, not \"year\".");
    }

    private static void refuses(String text, String message) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.parseNightly("nightly.yaml", text, List.of()))
                .withMessage(message);
    }
}
