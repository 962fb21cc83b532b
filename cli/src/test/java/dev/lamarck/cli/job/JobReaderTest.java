package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JobReaderTest {

    private static final String MINIMAL = """
            apiVersion: lamarck/v1
            kind: Study
            name: digits
            data: {preset: digits}
            """;

    @TempDir
    private Path folder;

    @Test
    void leavesOutWhatTheFileLeavesOut() {
        JobFile job = JobReader.parse("job.yaml", MINIMAL, List.of());

        assertThat(job.name()).isEqualTo("digits");
        assertThat(job.data()).isEqualTo(new JobFile.Data("digits", null, null, null));
        assertThat(job.trainer()).isNull();
        assertThat(job.space()).isNull();
        assertThat(job.budget()).isNull();
    }

    @Test
    void readsEveryKindOfKey() {
        JobFile job = JobReader.parse("job.yaml", MINIMAL + """
                trainer: {command: [python3, train.py], files: [helper.py], checkpoints: true}
                objectives: [{metric: val_loss, goal: minimize}]
                space:
                  learning_rate: {float: [1e-3, 3e-2], log: true}
                  filters: {int: [8, 16], repeat: conv_blocks}
                  dense: {choice: [0, 64, none], when: {optimizer: [sgd], dropout: {min: 0.1}}}
                sampler: {name: random, seed: 7}
                pruner: {name: none, min: 1, max: 9, reduction: 3}
                budget: {trials: 40, parallel: 2, wallClock: 2h, gpuSeconds: 3600}
                resources: {pool: gpu}
                failures: {infrastructure: 2, outOfMemory: fail, maxFailed: 4}
                checkpoints: {bestOfStudy: 5, quota: 20GB}
                maxSlice: 5m
                stall: 30s
                deterministic: false
                islands: 4
                winner: {top: 1, seeds: 0}
                register: {model: best}
                """, List.of());

        assertThat(job.trainer())
                .isEqualTo(new JobFile.Trainer(null, List.of("python3", "train.py"), List.of("helper.py"), true));
        assertThat(job.objectives()).containsExactly(new JobFile.Goal("val_loss", JobFile.Goal.Direction.minimize));
        assertThat(job.space()).containsOnlyKeys("learning_rate", "filters", "dense");
        assertThat(job.space().get("learning_rate").floatRange()).containsExactly(1e-3, 3e-2);
        assertThat(job.space().get("filters").intRange()).containsExactly(8L, 16L);
        assertThat(job.space().get("dense").choice()).containsExactly(0, 64, "none");
        assertThat(job.space().get("dense").when()).containsEntry("dropout", Map.of("min", 0.1));
        assertThat(job.sampler()).isEqualTo(new JobFile.Sampler("random", 7L));
        assertThat(job.pruner()).isEqualTo(new JobFile.Pruner(JobFile.Pruner.Rule.none, 1, 9, 3));
        assertThat(job.budget()).isEqualTo(new JobFile.Budget(40, 2, "2h", 3_600L));
        assertThat(job.resources()).isEqualTo(new JobFile.Resources("gpu"));
        assertThat(job.failures()).isEqualTo(new JobFile.Failures(2, JobFile.Failures.OutOfMemory.FAIL, 4));
        assertThat(job.checkpoints()).isEqualTo(new JobFile.Checkpoints(5, "20GB"));
        assertThat(job.maxSlice()).isEqualTo("5m");
        assertThat(job.stall()).isEqualTo("30s");
        assertThat(job.deterministic()).isFalse();
        assertThat(job.islands()).isEqualTo(4);
        assertThat(job.winner()).isEqualTo(new JobFile.Winner(1, 0));
        assertThat(job.register()).isEqualTo(new JobFile.Register("best"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badKeys")
    void namesTheKeyItsPlaceAndTheWayOut(String extra, String expected) {
        assertRefused(MINIMAL + extra + "\n").isEqualTo("job.yaml:" + expected);
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(
                Arguments.of("sampeler: {}", "5:1: unknown key 'sampeler'. Did you mean 'sampler'?"),
                Arguments.of("budget: {trails: 3}", "5:10: unknown key 'trails' in 'budget'. Did you mean 'trials'?"),
                Arguments.of(
                        "budget: {colour: 3}",
                        "5:10: unknown key 'colour' in 'budget'. Known are: gpuSeconds, parallel, trials, wallClock."),
                Arguments.of(
                        "space: {units: {itn: [1, 2]}}",
                        "5:17: unknown key 'itn' in 'space.units'. Did you mean 'int'?"),
                Arguments.of(
                        "objectives: [{metric: val_loss, goal: minimize, weight: 1}]",
                        "5:49: unknown key 'weight' in 'objectives.0'. Known are: goal, metric."),
                Arguments.of("budget: {trials: many}", "5:18: 'budget.trials' must be a whole number, not \"many\"."),
                Arguments.of("budget: {trials: 1.5}", "5:18: 'budget.trials' must be a whole number, not 1.5."),
                Arguments.of("budget: [1, 2]", "5:9: 'budget' must be a group of keys, not [1,2]."),
                Arguments.of("objectives: val_loss", "5:13: 'objectives' must be a list, not \"val_loss\"."),
                Arguments.of(
                        "space: {units: {log: 1, int: [1, 2]}}",
                        "5:22: 'space.units.log' must be true or false, not 1."),
                Arguments.of("trainer: {preset: 5}", "5:19: 'trainer.preset' must be a text, not 5."),
                Arguments.of(
                        "trainer: {command: train.py}", "5:20: 'trainer.command' must be a list, not \"train.py\"."),
                Arguments.of(
                        "trainer: {comand: [train.py]}",
                        "5:11: unknown key 'comand' in 'trainer'. Did you mean 'command'?"),
                Arguments.of(
                        "failures: {outOfMemory: halve}",
                        "5:25: 'failures.outOfMemory' is \"halve\"; expected is [\"halve-batch\", \"fail\"]."),
                Arguments.of(
                        "deterministic: yes please",
                        "5:16: 'deterministic' must be true or false, not \"yes please\"."),
                Arguments.of(
                        "pruner: {name: hyperband}",
                        "5:16: 'pruner.name' is \"hyperband\"; expected is [\"asha\", \"none\"]."));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            constraints: []                        | 5:1  | constraints           | outcome constraints
            budget: {energyJoules: 5}              | 5:10 | budget.energyJoules   | energy budgets
            approval: {by: [ada]}                  | 5:1  | approval              | approval by people
            """)
    void refusesKeysOfLaterFeatures(String extra, String place, String key, String feature) {
        assertRefused(MINIMAL + extra + "\n")
                .isEqualTo("job.yaml:%s: the key '%s' needs a feature that this version does not have: %s. Remove it."
                        .formatted(place, key, feature));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"apiVersion", "kind", "name"})
    void namesAMissingKey(String key) {
        String without = MINIMAL.lines()
                .filter(line -> !line.startsWith(key + ":"))
                .reduce("", (text, line) -> text + line + "\n");

        assertRefused(without).isEqualTo("job.yaml:1:1: the job lacks the key '%s'.".formatted(key));
    }

    @Test
    void refusesAnotherVersionOfTheFormat() {
        assertRefused(MINIMAL.replace("lamarck/v1", "lamarck/v2"))
                .startsWith("job.yaml:1:13: ")
                .contains("apiVersion", "lamarck/v1")
                .hasLineCount(1);
    }

    @Test
    void refusesTheSameKeyTwice() {
        assertRefused(MINIMAL + "name: other\n")
                .startsWith("job.yaml:5:")
                .contains("not readable as YAML")
                .containsIgnoringCase("duplicate")
                .contains("'name'")
                .hasLineCount(1);
    }

    @Test
    void refusesTwoDocuments() {
        assertRefused(MINIMAL + "---\n" + MINIMAL)
                .isEqualTo("job.yaml: expected is one YAML document with keys at the top, found are 2 documents.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a text", "- a list", "42"})
    void refusesADocumentWithoutKeys(String text) {
        assertRefused(text).startsWith("job.yaml: expected is one YAML document with keys at the top");
    }

    @Test
    void refusesAnEmptyFile() {
        assertRefused("").startsWith("job.yaml: expected is one YAML document with keys at the top");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            budget: {trials: 3     | 5
            budget: [trials: 3}    | 5
            "budget: 'trials"      | 5
            budget: @trials        | 5
            """)
    void placesBrokenYaml(String extra, int line) {
        assertRefused(MINIMAL + extra + "\n")
                .startsWith("job.yaml:%d:".formatted(line))
                .contains("not readable as YAML: ")
                .hasLineCount(1);
    }

    @Test
    void reportsSeveralProblemsOneALine() {
        assertRefused(MINIMAL + "budget: {trials: many}\nsampeler: {}\n")
                .hasLineCount(2)
                .contains("'budget.trials' must be")
                .contains("unknown key 'sampeler'");
    }

    @Test
    void stopsAtFiveProblems() {
        assertRefused(MINIMAL + "aa: 1\nbb: 1\ncc: 1\ndd: 1\nee: 1\nff: 1\n").hasLineCount(5);
    }

    @Test
    void overridesKeysOfTheFileAndAddsOthers() {
        JobFile job = JobReader.parse(
                "job.yaml",
                MINIMAL + "budget: {trials: 40, parallel: 2}\n",
                List.of("budget.trials=20", "name=other", "sampler.seed=3", "space.units.int=[8, 16]"));

        assertThat(job.name()).isEqualTo("other");
        assertThat(job.budget()).isEqualTo(new JobFile.Budget(20, 2, null, null));
        assertThat(job.sampler()).isEqualTo(new JobFile.Sampler(null, 3L));
        assertThat(job.space().get("units").intRange()).containsExactly(8L, 16L);
    }

    @Test
    void takesTheLastOfTwoOverrides() {
        JobFile job = JobReader.parse("job.yaml", MINIMAL, List.of("budget.trials=20", "budget.trials=30"));

        assertThat(job.budget().trials()).isEqualTo(30);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badOverrides")
    void refusesBadOverrides(String override, String expected) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.parse("job.yaml", MINIMAL, List.of(override)))
                .extracting(Throwable::getMessage)
                .asString()
                .isEqualTo(expected);
    }

    static Stream<Arguments> badOverrides() {
        return Stream.of(
                Arguments.of(
                        "budget.trials", "--set budget.trials: expected is KEY=VALUE, e.g. --set budget.trials=20."),
                Arguments.of("=20", "--set =20: expected is KEY=VALUE, e.g. --set budget.trials=20."),
                Arguments.of("name.first=a", "--set name.first=a: 'name' has no keys below it."),
                Arguments.of("budget.trials=[", "'[' is not readable as a YAML value."),
                Arguments.of(
                        "budget.trials=many",
                        "--set budget.trials: 'budget.trials' must be a whole number, not \"many\"."),
                Arguments.of("budget.trails=3", "job.yaml: unknown key 'trails' in 'budget'. Did you mean 'trials'?"),
                Arguments.of("nmae=other", "job.yaml: unknown key 'nmae'. Did you mean 'name'?"));
    }

    @Test
    void readsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("job.yaml"), MINIMAL);

        JobFile job = JobReader.read(file, List.of());

        assertThat(job.name()).isEqualTo("digits");
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path file = folder.resolve("none.yaml");

        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.read(file, List.of()))
                .withMessage("There is no job file %s.".formatted(file));
    }

    @Test
    void refusesAFolder() {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.read(folder, List.of()))
                .withMessage("There is no job file %s.".formatted(folder));
    }

    @Test
    void refusesAFileThatIsNotText() throws IOException {
        Path file = Files.write(folder.resolve("job.yaml"), "name: \u00fc".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.read(file, List.of()))
                .withMessageStartingWith("%s cannot be read as UTF-8 text".formatted(file));
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Path file = Files.writeString(folder.resolve("job.yaml"), "#".repeat(1_048_577));

        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.read(file, List.of()))
                .withMessage("%s has 1,048,577 bytes; a job file has at most 1,048,576.".formatted(file));
    }

    private static AbstractStringAssert<?> assertRefused(String text) {
        return assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.parse("job.yaml", text, List.of()))
                .extracting(Throwable::getMessage)
                .asString();
    }
}
