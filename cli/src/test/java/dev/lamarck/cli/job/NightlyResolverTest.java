package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.NightlySpec.Notification;
import dev.lamarck.contract.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NightlyResolverTest {

    private static final String MINIMAL = """
            apiVersion: lamarck/v1
            kind: Nightly
            name: digits
            schedule: {cron: 0 2 * * *}
            study: study.yaml
            """;
    private static final String STUDY = """
            apiVersion: lamarck/v1
            kind: Study
            name: letters
            data: {idx: letters}
            budget: {trials: 40, parallel: 2}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeStudy() throws IOException {
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        Files.createDirectory(folder.resolve("letters"));
        writeData(20);
    }

    @Test
    void fillsInEverythingThatTheFileLeavesOpen() {
        NightlySpec spec = resolve(MINIMAL).spec();

        assertThat(spec.name()).isEqualTo("digits");
        assertThat(spec.timing()).isEqualTo(new NightlySpec.Timing("0 2 * * *", "UTC", 0, "skip", 6 * 3_600, true));
        assertThat(spec.gate()).isEqualTo(GateSpec.standard());
        assertThat(spec.notifications()).isEmpty();
        assertThat(spec.source())
                .isEqualTo(new DataSource(null, folder.resolve("letters").toString(), List.of(), null, 1));
        assertThat(spec.study().name()).isEqualTo("letters");
        assertThat(spec.study().budget().trials()).isEqualTo(40);
    }

    @Test
    void takesWhatTheFileSays() {
        NightlySpec spec = resolve(MINIMAL.replace(
                                "cron: 0 2 * * *",
                                "cron: 30 4 * * 1-5, timezone: Europe/Berlin, jitter: 5m, overlap: buffer, catchUp: 1d,"
                                        + " pauseOnFailure: false")
                        + """
                        gate: {alpha: 0.01, guardrails: []}
                        notify: [{webhook: env:HOOK}, {on: [PROMOTED], webhook: file:/run/hook, secret: env:KEY}]
                        """)
                .spec();

        assertThat(spec.timing())
                .isEqualTo(new NightlySpec.Timing("30 4 * * 1-5", "Europe/Berlin", 300, "buffer", 86_400, false));
        assertThat(spec.gate()).isEqualTo(new GateSpec("accuracy", "mcnemar", 0.01, 365, 0.002, List.of()));
        assertThat(spec.notifications())
                .containsExactly(
                        new Notification(List.of(Verdict.values()), "env:HOOK", null),
                        new Notification(List.of(Verdict.PROMOTED), "file:/run/hook", "env:KEY"));
    }

    @Test
    void overridesTheBudgetOfTheStudyKeyByKey() {
        NightlySpec spec =
                resolve(MINIMAL + "budget: {trials: 9, wallClock: 1h}\n").spec();

        assertThat(spec.study().budget().trials()).isEqualTo(9);
        assertThat(spec.study().parallel()).isEqualTo(2);
        assertThat(spec.study().budget().wallClockSeconds()).isEqualTo(3_600);
    }

    @Test
    void refusesAStudyWhoseWinnerNoGateCouldCompare() throws IOException {
        Files.writeString(folder.resolve("study.yaml"), STUDY + """
                        trainer: {command: [python3, train.py]}
                        objectives: [{metric: val_accuracy, goal: maximize}]
                        space: {lr: {float: [0.1, 1]}}
                        """);

        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(MINIMAL))
                .withMessage(
                        "study: study.yaml trains by 'python3 train.py', whose winner is no model that a gate could"
                                + " compare. Nights need a preset that learns.");
    }

    @Test
    void resolvesTheExampleOfTheHandbook() {
        Path file = Path.of("../examples/nightly.yaml");

        Nightly nightly = resolver().resolve(JobReader.readNightly(file, List.of()), file.resolveSibling(""));

        assertThat(nightly.spec().study().data().name()).isNotEmpty();
    }

    @Test
    void staysTheSameSelectionWhateverTodaysDataIs() throws IOException {
        Nightly first = resolve(MINIMAL);
        writeData(30);

        Nightly second = resolve(MINIMAL);

        assertThat(second.spec().study().data().fingerprint())
                .isNotEqualTo(first.spec().study().data().fingerprint());
        assertThat(second.digest()).isEqualTo(first.digest()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            gate: {alpha: 0.01}
            notify: [{webhook: env:HOOK}]
            budget: {trials: 41}
            """)
    void isAnotherSelectionIfAnotherThingIsAsked(String change) {
        assertThat(resolve(MINIMAL + change + "\n").digest())
                .isNotEqualTo(resolve(MINIMAL).digest());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void saysWhatMakesNoSenseAndWhatWouldDo(String text, String expected) {
        refuses(text, expected);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(
                        MINIMAL.replace("name: digits", "name: " + "a".repeat(47)),
                        "name is '%s'; a nightly selection has a name of 46 characters at most."
                                .formatted("a".repeat(47))),
                Arguments.of(
                        MINIMAL.replace("name: digits", "name: My Digits"),
                        "name is 'My Digits'; expected are lower-case letters, digits and '-', beginning with a letter"
                                + " or digit, 63 at most."),
                Arguments.of(
                        scheduled("cron: 0 2 * *"),
                        "schedule.cron is '0 2 * *'; expected are five fields, e.g. '0 2 * * *' for two o'clock each"
                                + " night."),
                Arguments.of(
                        scheduled("cron: '@daily'"),
                        "schedule.cron is '@daily'; expected are five fields, e.g. '0 2 * * *' for two o'clock each"
                                + " night."),
                Arguments.of(
                        scheduled("cron: 0 2 * * *, timezone: Berlin"),
                        "schedule.timezone is 'Berlin'; expected is a name like Europe/Berlin or UTC."),
                Arguments.of(
                        scheduled("cron: 0 2 * * *, timezone: '+02:00'"),
                        "schedule.timezone is '+02:00'; expected is a name like Europe/Berlin or UTC."),
                Arguments.of(
                        scheduled("cron: 0 2 * * *, jitter: soon"),
                        "schedule.jitter is 'soon'; expected is a number with s, m, h or d, e.g. 90s or 6h."),
                Arguments.of(
                        scheduled("cron: 0 2 * * *, jitter: 13h"),
                        "schedule.jitter is '13h'; expected is from 0s to 12h."),
                Arguments.of(
                        scheduled("cron: 0 2 * * *, catchUp: 5s"),
                        "schedule.catchUp is '5s'; expected is from 10s to 7d."),
                Arguments.of(
                        MINIMAL + "gate: {alpha: 2}",
                        "gate: A gate's alpha lies between 0 and 1, both excluded; it is 2.0."),
                Arguments.of(MINIMAL + "gate: {test: t-test}", "gate: A gate's test is mcnemar, not 't-test'."),
                Arguments.of(
                        MINIMAL + "gate: {guardrails: [{metric: f1, maxDrop: 0.1}]}",
                        "gate: A guardrail watches recall_min_class or latency_ms_p95, not 'f1'."),
                Arguments.of(
                        MINIMAL + "budget: {trials: 0}", "budget.trials is 0; expected is a number from 1 to 100000."),
                Arguments.of(
                        MINIMAL + "budget: {wallClock: 1s}", "budget.wallClock is '1s'; expected is from 10s to 30d."),
                Arguments.of(
                        MINIMAL.replace("study.yaml", "../study.yaml"),
                        "study: '../study.yaml' leaves the folder of the job file. Put it below."));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {webhook: https://example.org/hook}          | webhook
            {webhook: hook}                              | webhook
            {webhook: 'env:'}                            | webhook
            {webhook: file:key}                          | webhook
            {webhook: env:HOOK, secret: https://hunter2} | secret
            """)
    void takesNoAddressOrKeyItselfAndDoesNotRepeatIt(String receiver, String key) {
        refuses(
                MINIMAL + "notify: [" + receiver + "]\n",
                "notify.%s: expected is env:NAME or file:/PATH, which the engine looks up; an address in the file itself would be kept in histories."
                        .formatted(key));
    }

    @Test
    void refusesAReceiverOfNothing() {
        refuses(
                MINIMAL + "notify: [{on: [], webhook: env:HOOK}]\n",
                "notify.on is empty; name verdicts, or leave it out to hear of all.");
    }

    @Test
    void namesAStudyThatIsNotThere() {
        refuses(
                MINIMAL.replace("study.yaml", "none.yaml"),
                "There is no job file %s.".formatted(folder.resolve("none.yaml")));
    }

    @Test
    void placesWhatIsWrongInTheStudy() throws IOException {
        Path study = Files.writeString(folder.resolve("study.yaml"), STUDY + "sampeler: {}\n");

        refuses(MINIMAL, "%s:6:1: unknown key 'sampeler'. Did you mean 'sampler'?".formatted(study));
    }

    private void writeData(int rows) throws IOException {
        Files.write(folder.resolve("letters/train-images-idx3-ubyte"), IdxFiles.images(rows));
        Files.write(folder.resolve("letters/train-labels-idx1-ubyte"), IdxFiles.labels(rows));
    }

    private static String scheduled(String schedule) {
        return MINIMAL.replace("cron: 0 2 * * *", schedule);
    }

    private Nightly resolve(String text) {
        return resolver().resolve(JobReader.parseNightly("nightly.yaml", text, List.of()), folder);
    }

    private void refuses(String text, String message) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(text))
                .withMessage(message);
    }

    private static NightlyResolver resolver() {
        return new NightlyResolver(new JobResolver(List.of(), () -> 3));
    }
}
