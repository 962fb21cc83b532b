package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Objective;
import dev.lamarck.train.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JobResolverTest {

    private static final String MINIMAL = """
            apiVersion: lamarck/v1
            kind: Study
            name: digits
            data: {preset: digits}
            """;
    private static final int IMAGES = 20;

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void makeDataFolder() throws IOException {
        data = Files.createDirectory(folder.resolve("letters"));
        Files.write(data.resolve("train-images-idx3-ubyte"), IdxFiles.images(IMAGES));
        Files.write(data.resolve("train-labels-idx1-ubyte"), IdxFiles.labels(IMAGES));
    }

    @Test
    void fillsInEverythingThatTheFileLeavesOpen() {
        Job job = resolve(MINIMAL);

        StudySpec spec = job.spec();
        assertThat(spec.name()).isEqualTo("digits");
        assertThat(spec.trainer().name()).isEqualTo("mlp");
        assertThat(spec.objective()).isEqualTo(new Objective("val_accuracy", Objective.Goal.MAXIMIZE));
        assertThat(spec.sampler().name()).isEqualTo("genetic");
        assertThat(spec.sampler().seed()).isEqualTo(1);
        assertThat(spec.pruner().rungs()).containsExactly(3, 9, 27);
        assertThat(spec.pruner().reduction()).isEqualTo(3);
        assertThat(spec.budget().trials()).isEqualTo(50);
        assertThat(spec.parallel()).isEqualTo(3);
        assertThat(spec.execution().pool()).isEqualTo("cpu");
        assertThat(spec.failures()).isEqualTo(new FailureRules(5, FailureRules.OutOfMemory.HALVE_BATCH, 25));
        assertThat(spec.winner()).isEqualTo(new StudySpec.Winner(3, 3));
        assertThat(spec.model()).isEqualTo("digits");
        assertThat(spec.budget().wallClockSeconds()).isZero();
        assertThat(spec.explain()).containsExactly("importance", "saliency", "integrated-gradients", "occlusion");
        assertThat(spec.warmStart()).isEmpty();
        assertThat(spec.nightly()).isNull();
    }

    @Test
    void searchesForAsLongAsTheJobSays() {
        assertThat(resolve(MINIMAL + "budget: {wallClock: 90m}\n")
                        .spec()
                        .budget()
                        .wallClockSeconds())
                .isEqualTo(5_400);
    }

    @Test
    void runsTrialsAsTheJobSays() {
        StudySpec spec = resolve(MINIMAL + """
                budget: {trials: 400, gpuSeconds: 3600}
                failures: {outOfMemory: fail}
                checkpoints: {bestOfStudy: 5, quota: 20GB}
                maxSlice: 5m
                stall: 30s
                islands: 4
                """).spec();

        assertThat(spec.budget().gpuSeconds()).isEqualTo(3_600);
        assertThat(spec.failures().outOfMemory()).isEqualTo(FailureRules.OutOfMemory.FAIL);
        assertThat(spec.checkpoints()).isEqualTo(new StudySpec.Retention(5, 20_000_000_000L));
        assertThat(spec.execution()).isEqualTo(new StudySpec.Execution("cpu", 300, 30, false, 4));
    }

    @Test
    void allowsEachIslandItsHundredThousandTrials() {
        StudySpec spec =
                resolve(MINIMAL + "islands: 3\nbudget: {trials: 300000}\n").spec();

        assertThat(spec.budget().trials()).isEqualTo(300_000);
    }

    @Test
    void hasAsMuchInFlightOnEveryMachineIfItIsToRepeatExactly() {
        StudySpec spec = resolve(MINIMAL + "deterministic: true\n").spec();
        StudySpec chosen = resolve(MINIMAL + "deterministic: true\nbudget: {parallel: 7}\n")
                .spec();

        assertThat(spec.execution().deterministic()).isTrue();
        assertThat(spec.parallel()).isEqualTo(4);
        assertThat(chosen.parallel()).isEqualTo(7);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            budget: {wallClock: 1h}     | budget.wallClock
            budget: {gpuSeconds: 60}    | budget.gpuSeconds
            islands: 2                  | islands
            """)
    void refusesToRepeatExactlyWhatDependsOnTheMachines(String extra, String key) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(MINIMAL + "deterministic: true\n" + extra + "\n"))
                .withMessageStartingWith("deterministic: true does not go with '%s'", key);
    }

    @Test
    void asksAPresetThatLearnsForItsData() {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(MINIMAL.replace("data: {preset: digits}\n", "")))
                .withMessage("data: the preset 'mlp' learns from data; name it, e.g. {preset: digits}.");
    }

    @Test
    void explainsWhatTheJobNamesEachOnce() {
        assertThat(resolve(MINIMAL + "explain: [occlusion, importance, occlusion]\n")
                        .spec()
                        .explain())
                .containsExactly("importance", "occlusion");
        assertThat(resolve(MINIMAL + "explain: []\n").spec().explain()).isEmpty();
    }

    @Test
    void describesTheData() {
        Job job = resolve(MINIMAL);

        DataSpec spec = job.spec().data();
        assertThat(spec.name()).isEqualTo("digits");
        assertThat(spec.split()).isEqualTo(1);
        assertThat(spec.classes()).isEqualTo(10);
        assertThat(spec.shape()).isEqualTo(new DataSpec.Shape(1, 8, 8));
        assertThat(spec.fingerprint()).isEqualTo(job.data().fingerprint());
        assertThat(spec.mean()).isBetween(0.0, 255.0);
        assertThat(spec.std()).isPositive();
        assertThat(spec.rows().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(1_797);
    }

    @Test
    void resolvesTheExampleOfTheHandbook() {
        Path file = Path.of("../examples/digits.yaml");

        Job job = resolver().resolve(JobReader.read(file, List.of()), file.resolveSibling(""));

        assertThat(job.spec().name()).isEqualTo("digits");
        assertThat(job.spec().budget().trials()).isEqualTo(40);
        assertThat(job.spec().sampler().seed()).isEqualTo(7);
        assertThat(Preview.of(job.spec()).infeasible()).isZero();
    }

    @Test
    void trainsOneAtATimeWhereNoWorkerIsKnown() {
        Job job = new JobResolver(List.of(), () -> 0).resolve(parse(MINIMAL), folder);

        assertThat(job.spec().parallel()).isEqualTo(1);
    }

    @Test
    void dropsWhatHangsOnAChoiceThatTheJobLeavesOut() {
        Job job = resolve(MINIMAL + "space: {optimizer: {choice: [adam]}}\n");

        assertThat(job.spec().space().declared())
                .extracting(parameter -> parameter.name())
                .contains("optimizer", "learning_rate")
                .doesNotContain("momentum");
    }

    @Test
    void hasOneRungWithoutPruner() {
        Job job = resolve(MINIMAL + "pruner: {name: none, max: 9}\n");

        assertThat(job.spec().pruner().rungs()).containsExactly(9);
        assertThat(job.spec().pruner().reduction()).isZero();
    }

    @Test
    void lowersTheFirstRungToASmallBudget() {
        Job job = resolve(MINIMAL + "pruner: {max: 2}\n");

        assertThat(job.spec().pruner().rungs()).containsExactly(2);
        assertThat(job.spec().pruner().reduction()).isZero();
    }

    @Test
    void mergesTheSpaceOfTheJobOverThatOfThePreset() {
        Job job = resolve(MINIMAL + "space: {units: {int: [8, 16]}, batch_size: {choice: [16]}}\n");

        List<Parameter> parameters = job.spec().space().declared();
        assertThat(parameters)
                .extracting(Parameter::name)
                .containsExactly(
                        "hidden_layers",
                        "units",
                        "activation",
                        "dropout",
                        "optimizer",
                        "learning_rate",
                        "momentum",
                        "weight_decay",
                        "batch_size");
        assertThat(parameters).contains(new IntParameter("units", 8, 16, false, null, "hidden_layers"));
        assertThat(parameters.getLast().cardinality()).hasValue(1);
    }

    @Test
    void keepsThePresetsConditionUnlessTheJobSaysAnother() {
        Job kept = resolve(MINIMAL + "space: {momentum: {float: [0.5, 0.9]}}\n");
        Job other = resolve(MINIMAL + "space: {momentum: {float: [0.5, 0.9], when: {optimizer: adam}}}\n");

        assertThat(parameter(kept, "momentum").when().holds(Map.of("optimizer", "sgd")))
                .isTrue();
        assertThat(parameter(other, "momentum").when().holds(Map.of("optimizer", "sgd")))
                .isFalse();
        assertThat(parameter(other, "momentum").when().holds(Map.of("optimizer", "adam")))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void saysWhatMakesNoSenseAndWhatWouldDo(String extra, String expected) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(MINIMAL + extra + "\n"))
                .withMessage(expected);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(
                        "space: {units: {int: [64, 8]}}",
                        "space: Parameter 'units': low (64) must be below high (8). Maybe the two are swapped; for a"
                                + " fixed value use a choice of one."),
                Arguments.of(
                        "space: {dropout: {float: [0.5, 0.5]}}",
                        "space: Parameter 'dropout': low (0.5) must be below high (0.5). Maybe the two are swapped;"
                                + " for a fixed value use a choice of one."),
                Arguments.of(
                        "space: {learning_rate: {float: [0, 1], log: true}}",
                        "space: Parameter 'learning_rate': a logarithmic range needs a low bound above 0, not 0."
                                + " Raise it or drop 'log'."),
                Arguments.of("space: {units: {int: [1, 2, 3]}}", "space.units: a range is [low, high], not [1, 2, 3]."),
                Arguments.of(
                        "space: {units: {log: true}}",
                        "space.units: expected is exactly one of float: [low, high], int: [low, high] and choice:"
                                + " [values]."),
                Arguments.of(
                        "space: {lerning_rate: {float: [0.1, 1]}}",
                        "space: the preset 'mlp' has no parameter 'lerning_rate'. Did you mean 'learning_rate'?"),
                Arguments.of(
                        "space: {batch_size: {choice: [16, 16]}}",
                        "space: Parameter 'batch_size': the choices [16, 16] hold a value twice. Name each once."),
                Arguments.of(
                        "space: {units: {int: [1, 2], when: {hidden_layers: null}}}",
                        "space.units: its condition names no value."),
                Arguments.of(
                        "space: {units: {int: [1, 2], when: {hidden_layers: {min: few}}}}",
                        "space.units: the bound few of its condition is not a number."),
                Arguments.of("trainer: {preset: ccn}", "trainer.preset: there is no preset 'ccn'. Did you mean 'cnn'?"),
                Arguments.of(
                        "trainer: {preset: transformer}",
                        "trainer.preset: there is no preset 'transformer'. Known are: cnn, cnn-32-64, cnn-32-64-64,"
                                + " mlp, mlp-128."),
                Arguments.of(
                        "sampler: {name: genetik}",
                        "sampler.name: there is no sampler 'genetik'. Did you mean 'genetic'?"),
                Arguments.of(
                        "objectives: [{metric: val_acuracy, goal: maximize}]",
                        "objectives: the built-in trainers report no metric 'val_acuracy'."
                                + " Did you mean 'val_accuracy'?"),
                Arguments.of(
                        "objectives: [{metric: val_loss, goal: minimize}, {metric: val_accuracy, goal: maximize}]",
                        "objectives: this version optimises one objective, not 2. Keep one of them."),
                Arguments.of("budget: {trials: 0}", "budget.trials is 0; expected is a number from 1 to 100000."),
                Arguments.of(
                        "islands: 8\nbudget: {trials: 7}",
                        "budget.trials is 7; expected is a number from 8 to 800000."),
                Arguments.of("islands: 65", "islands is 65; expected is a number from 1 to 64."),
                Arguments.of("maxSlice: 2h", "maxSlice is '2h'; expected is from 10s to 1h."),
                Arguments.of("stall: 5s", "stall is '5s'; expected is from 10s to 1h."),
                Arguments.of(
                        "checkpoints: {bestOfStudy: 0}",
                        "checkpoints.bestOfStudy is 0; expected is a number from 1 to 1000."),
                Arguments.of(
                        "checkpoints: {quota: 20 GB}",
                        "checkpoints.quota is '20 GB'; expected is a whole number with KB, MB, GB or TB, e.g. 500MB or"
                                + " 20GB."),
                Arguments.of(
                        "trainer: {}",
                        "trainer: expected is exactly one of preset: NAME and command: [PROGRAM, ARGUMENT, ...]."),
                Arguments.of(
                        "trainer: {preset: mlp, command: [a]}",
                        "trainer: expected is exactly one of preset: NAME and command: [PROGRAM, ARGUMENT, ...]."),
                Arguments.of(
                        "trainer: {preset: mlp, checkpoints: true}",
                        "trainer: 'files' and 'checkpoints' are of commands; the preset 'mlp' has no use for them."
                                + " Remove them."),
                Arguments.of("budget: {parallel: -1}", "budget.parallel is -1; expected is a number from 1 to 1000."),
                Arguments.of("budget: {wallClock: 9s}", "budget.wallClock is '9s'; expected is from 10s to 30d."),
                Arguments.of(
                        "explain: [saliencey]",
                        "explain: there is no explanation 'saliencey'. Did you mean 'saliency'?"),
                Arguments.of("winner: {seeds: 21}", "winner.seeds is 21; expected is a number from 0 to 20."),
                Arguments.of(
                        "pruner: {min: 10, max: 3}",
                        "pruner: min (10) must not be above max (3). Maybe the two are swapped."),
                Arguments.of("pruner: {reduction: 1}", "pruner.reduction is 1; expected is a number from 2 to 100."),
                Arguments.of(
                        "register: {model: ../x}",
                        "register.model is '../x'; expected are lower-case letters, digits and '-', beginning with a"
                                + " letter or digit, 63 at most."),
                Arguments.of(
                        "resources: {pool: CPU}",
                        "resources.pool is 'CPU'; expected are lower-case letters, digits and '-', beginning with a"
                                + " letter or digit, 63 at most."));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "../x",
        "a/b",
        "Digits",
        "-a",
        "'a b'",
        "''",
        "sixty-four-letters-are-one-too-many-for-the-name-of-a-study-here"
    })
    void refusesNamesThatCannotBeFoldersOrIds(String name) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(MINIMAL.replace("name: digits", "name: '%s'".formatted(name))))
                .withMessage(
                        "name is '%s'; expected are lower-case letters, digits and '-', beginning with a letter or"
                                + " digit, 63 at most.",
                        name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badData")
    void saysWhatIsWrongWithTheChoiceOfData(String text, String expected) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(withData(text)))
                .withMessage(expected);
    }

    static Stream<Arguments> badData() {
        return Stream.of(
                Arguments.of("{preset: digit}", "data.preset: there is no data preset 'digit'. Did you mean 'digits'?"),
                Arguments.of("{}", "data: expected is exactly one of preset: NAME and idx: FOLDER."),
                Arguments.of(
                        "{preset: digits, idx: letters}",
                        "data: expected is exactly one of preset: NAME and idx: FOLDER."),
                Arguments.of(
                        "{idx: ../letters}", "data.idx: '../letters' leaves the folder of the job file. Put it below."),
                Arguments.of(
                        "{idx: letters/../../x}",
                        "data.idx: 'letters/../../x' leaves the folder of the job file. Put it below."),
                Arguments.of("{idx: /etc}", "data.idx: '/etc' leaves the folder of the job file. Put it below."),
                Arguments.of("{preset: digits, split: 0}", "data.split is 0; expected is a number from 1 to 1000000."));
    }

    @Test
    void readsAFolderOfIdxFilesBesideTheJob() {
        Job job = resolve(withData("{idx: letters, validation: 0.2}"));

        DataSpec spec = job.spec().data();
        assertThat(spec.name()).isEqualTo("letters");
        assertThat(spec.classes()).isEqualTo(2);
        assertThat(spec.shape()).isEqualTo(new DataSpec.Shape(1, 4, 4));
        assertThat(spec.rows()).isEqualTo(Map.of("train", 12, "validation", 4, "test", 4));
    }

    @Test
    void namesAFolderThatIsNotThere() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> resolve(withData("{idx: none}")))
                .withMessage("There is no folder %s.", folder.resolve("none"));
    }

    @Test
    void countsImagesAndLabelsThatDoNotMatch() throws IOException {
        Files.write(data.resolve("train-labels-idx1-ubyte"), IdxFiles.labels(IMAGES - 1));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> resolve(withData("{idx: letters}")))
                .withMessage("%s has 20 images and 19 labels; each image needs one label.", data);
    }

    @Test
    void detectsATruncatedFile() throws IOException {
        Path file = data.resolve("train-images-idx3-ubyte");
        Files.write(file, Arrays.copyOf(IdxFiles.images(IMAGES), 100));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> resolve(withData("{idx: letters}")))
                .withMessage("%s is truncated: its header says 320 bytes, it has 84. Fetch it again.", file);
    }

    @Test
    void detectsDamagedCompression() throws IOException {
        Files.delete(data.resolve("train-images-idx3-ubyte"));
        byte[] compressed = gzip(IdxFiles.images(IMAGES));
        Arrays.fill(compressed, 10, compressed.length, (byte) 0xff);
        Path file = Files.write(data.resolve("train-images-idx3-ubyte.gz"), compressed);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> resolve(withData("{idx: letters}")))
                .withMessageStartingWith("%s is damaged: its gzip data is corrupt", file)
                .withMessageEndingWith("Fetch it again.");
    }

    @Test
    void suggestsTheNearestDataPreset() {
        assertThatThrownBy(() -> resolve(withData("{preset: mnist-100k}")))
                .hasMessage("data.preset: there is no data preset 'mnist-100k'. Did you mean 'mnist-10k'?");
    }

    @Test
    void givesEqualJobsEqualDigests() {
        String first = resolve(MINIMAL).digest();
        String second = resolve(MINIMAL + "budget: {trials: 50}\ntrainer: {preset: mlp}\n# a comment\n")
                .digest();

        assertThat(first).isEqualTo(second).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            budget: {trials: 51}
            budget: {parallel: 2}
            budget: {wallClock: 1h}
            explain: [importance]
            trainer: {preset: mlp-128}
            space: {units: {int: [16, 255], log: true}}
            sampler: {seed: 2}
            sampler: {name: random}
            pruner: {max: 26}
            winner: {seeds: 0}
            maxSlice: 5m
            deterministic: true
            islands: 2
            checkpoints: {quota: 1GB}
            failures: {outOfMemory: fail}
            budget: {gpuSeconds: 60}
            register: {model: other}
            """)
    void givesOtherJobsOtherDigests(String change) {
        String first = resolve(MINIMAL).digest();
        String second = resolve(MINIMAL + change + "\n").digest();

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void givesAnotherSplitAnotherDigest() {
        String first = resolve(MINIMAL).digest();
        String second = resolve(withData("{preset: digits, split: 2}")).digest();

        assertThat(second).isNotEqualTo(first);
    }

    private Job resolve(String text) {
        return resolver().resolve(parse(text), folder);
    }

    private static JobResolver resolver() {
        return new JobResolver(List.of(), () -> 3);
    }

    private static JobFile parse(String text) {
        return JobReader.parse("job.yaml", text, List.of());
    }

    private static String withData(String text) {
        return MINIMAL.replace("{preset: digits}", text);
    }

    private static Parameter parameter(Job job, String name) {
        return job.spec().space().declared().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
