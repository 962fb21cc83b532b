package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.study.Objective;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs whose trainer is a command of the user's, and the one that trains nothing. */
class CommandJobTest {

    private static final String COMMAND = """
            apiVersion: lamarck/v1
            kind: Study
            name: own
            trainer: {command: [python3, train.py, --quiet], files: [lib/helper.py], checkpoints: true}
            objectives: [{metric: error, goal: minimize}]
            space: {lr: {float: [1e-4, 1e-1], log: true}, dropout: {choice: [low, high]}}
            """;
    private static final String NOOP = """
            apiVersion: lamarck/v1
            kind: Study
            name: nothing
            trainer: {preset: noop}
            """;

    @TempDir
    private Path root;

    private Path folder;
    private ArtifactStore store;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(root.resolve("job"));
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("train.py"), "print(1)\n");
        Files.writeString(folder.resolve("lib/helper.py"), "pass\n");
        Files.writeString(root.resolve("outside.py"), "pass\n");
        store = FileArtifactStore.at(root.resolve("store"));
    }

    @Test
    void completesAJobWithoutDataOfItsOwn() {
        StudySpec spec = resolve(COMMAND).spec();

        assertThat(spec.trainer().command()).containsExactly("python3", "train.py", "--quiet");
        assertThat(spec.trainer().checkpoints()).isTrue();
        assertThat(spec.data()).isEqualTo(DataSpec.own());
        assertThat(spec.objective()).isEqualTo(new Objective("error", Objective.Goal.MINIMIZE));
        assertThat(spec.space().declared()).extracting(Parameter::name).containsExactly("lr", "dropout");
        assertThat(spec.winner()).isEqualTo(new StudySpec.Winner(3, 0));
        assertThat(spec.explain()).containsExactly("importance");
    }

    @Test
    void mayHaveDataToo() {
        Job job = resolve(COMMAND + "data: {preset: digits}\n");

        assertThat(job.spec().data().fingerprint())
                .isEqualTo(job.data() == null ? null : job.data().fingerprint());
        assertThat(job.spec().data().isOwn()).isFalse();
    }

    @Test
    void leavesNoCheckpointsUnlessItSaysSo() {
        StudySpec spec = resolve(COMMAND.replace(", checkpoints: true", "")).spec();

        assertThat(spec.trainer().checkpoints()).isFalse();
        assertThat(Preview.of(spec).lines(spec)).anyMatch(line -> line.contains("a promoted trial begins again"));
        assertThat(Preview.of(spec).trainings()).isEqualTo(50 * 3 + 16 * 9 + 5 * 27);
    }

    @Test
    void previewsWithoutAForecastOfTime() {
        StudySpec spec = resolve(COMMAND).spec();

        Preview preview = Preview.of(spec);

        assertThat(preview.seconds()).isNull();
        assertThat(preview.lines(spec))
                .contains(
                        "data       the trainer's own; no test split is locked",
                        "trainer    python3 train.py --quiet, minimize error",
                        "winner     the best checkpoint as it is, not registered",
                        "forecast   336 steps; how long one takes is not known");
    }

    @Test
    void bringsTheFilesThatItNamesIntoTheStore() {
        Job job = resolve(COMMAND);

        job.importInto(store);
        job.importInto(store);

        String files = job.spec().trainer().files();
        assertThat(files).matches("scripts/[0-9a-f]{64}");
        ArtifactFolder stored = ArtifactFolder.open(store, String.valueOf(files));
        assertThat(stored.sums()).containsOnlyKeys("train.py", "lib/helper.py");
        assertThat(stored.file("train.py")).hasContent("print(1)\n");
    }

    @Test
    void letsTheWorkersOfThisMachineRunIt() {
        Path home = root.resolve("home");

        resolve(COMMAND).allowCommand(home);
        resolve(COMMAND.replace("python3, train.py, --quiet", "sleep, \"1\"").replace("files: [lib/helper.py], ", ""))
                .allowCommand(home);
        resolve(NOOP).allowCommand(home);

        assertThat(home.resolve("allowed-commands")).hasContent(folder.toAbsolutePath() + "\nsleep 1\n");
    }

    @Test
    void namesTheFolderAfterItsContent() throws IOException {
        String before = resolve(COMMAND).digest();

        Files.writeString(folder.resolve("lib/helper.py"), "import this\n");

        assertThat(resolve(COMMAND).digest()).isNotEqualTo(before);
    }

    @Test
    void noticesAFileThatChangesBeforeItIsStored() throws IOException {
        Job job = resolve(COMMAND);

        Files.writeString(folder.resolve("train.py"), "print(2)\n");

        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> job.importInto(store))
                .withMessage("trainer: the file 'train.py' was changed while the job was submitted. Submit it again.");
    }

    @Test
    void theExampleOfATrainerOfOnesOwnResolves() {
        Path file = Path.of("../examples/python.yaml");

        Job job = new JobResolver(List.of(), () -> 2).resolve(JobReader.read(file, List.of()), file.resolveSibling(""));

        assertThat(job.spec().trainer().command()).containsExactly("python3", "python/train.py");
        assertThat(job.spec().trainer().checkpoints()).isTrue();
        assertThat(job.scripts()).isNotNull();
        assertThat(job.scripts().sums().keySet()).containsExactly("python/lamarck_trainer.py", "python/train.py");
        assertThat(job.spec().data().isOwn()).isFalse();
    }

    @Test
    void needsNoFiles() {
        Job job = resolve(
                COMMAND.replace("python3, train.py, --quiet", "sleep, \"1\"").replace("files: [lib/helper.py], ", ""));

        assertThat(job.scripts()).isNull();
        assertThat(job.spec().trainer().files()).isNull();
    }

    @Test
    void doesNotFollowALinkOutOfTheFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.py"), root.resolve("outside.py"));

        refuses(COMMAND.replace("lib/helper.py", "link.py"))
                .isEqualTo(
                        "trainer.files: 'link.py' is a link that leaves the folder of the job file. Put the file there.");
    }

    @Test
    void refusesMoreFilesThanAMessageShouldBring() throws IOException {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            Files.writeString(folder.resolve("f" + i), "x");
            names.append(i == 0 ? "" : ", ").append('f').append(i);
        }

        refuses(COMMAND.replace("lib/helper.py", names))
                .isEqualTo("trainer.files: 101 files; a command may have 100. Pack them into one.");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void saysWhatMakesNoSense(String from, String to, String expected) {
        refuses(COMMAND.replace(from, to)).isEqualTo(expected);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(
                        "[python3, train.py, --quiet]",
                        "[]",
                        "trainer.command: expected are 1 to 100 words, the first a program, e.g. [python3, train.py]."),
                Arguments.of(
                        "lib/helper.py",
                        "../outside.py",
                        "trainer.files: '../outside.py' leaves the folder of the job file. Put it below."),
                Arguments.of(
                        "train.py,",
                        "../outside.py,",
                        "trainer.command: '../outside.py' leaves the folder of the job file. Put it below."),
                Arguments.of(
                        "lib/helper.py",
                        "lib",
                        "trainer.files: there is no file 'lib' in the job's folder. Name each file of a folder."),
                Arguments.of(
                        "objectives: [{metric: error, goal: minimize}]",
                        "",
                        "objectives: a command's metrics are its own; say which one counts, e.g. [{metric: loss, goal:"
                                + " minimize}]."),
                Arguments.of(
                        "space: {lr: {float: [1e-4, 1e-1], log: true}, dropout: {choice: [low, high]}}",
                        "",
                        "space: the command brings no parameters of its own; name what is to be searched, e.g. lr:"
                                + " {float: [1e-4, 1e-1], log: true}."),
                Arguments.of(
                        "space:",
                        "register: {model: own}\nspace:",
                        "register: the winner of 'python3 train.py --quiet' is packaged, not registered: nothing could"
                                + " load it. Remove the key."),
                Arguments.of(
                        "space:",
                        "explain: [saliency]\nspace:",
                        "explain: 'saliency' looks into the networks of the built-in trainers; for 'python3 train.py"
                                + " --quiet' there is importance."));
    }

    @Test
    void knowsATrainerThatTrainsNothing() {
        StudySpec spec = resolve(NOOP).spec();

        assertThat(spec.trainer().builtIn()).isEqualTo("noop");
        assertThat(spec.data()).isEqualTo(DataSpec.own());
        assertThat(spec.space().declared()).extracting(Parameter::name).containsExactly("x", "y");
        assertThat(spec.objective()).isEqualTo(new Objective("objective", Objective.Goal.MINIMIZE));
        assertThat(spec.winner().seeds()).isZero();
    }

    @Test
    void letsATrialOfNothingTakeItsTime() {
        StudySpec spec = resolve(NOOP + "space: {seconds: {choice: [1]}}\n").spec();

        assertThat(spec.space().declared()).extracting(Parameter::name).containsExactly("x", "y", "seconds");
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(NOOP + "space: {second: {choice: [1]}}\n"))
                .withMessage("space: the preset 'noop' has no parameter 'second'. Did you mean 'seconds'?");
    }

    @Test
    void givesATrialOfNothingNoData() {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(NOOP + "data: {preset: digits}\n"))
                .withMessage("data: the preset 'noop' reads none. Remove the key.");
    }

    private org.assertj.core.api.AbstractStringAssert<?> refuses(String text) {
        return assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> resolve(text))
                .extracting(Throwable::getMessage)
                .asString();
    }

    private Job resolve(String text) {
        return new JobResolver(List.of(), () -> 3).resolve(JobReader.parse("job.yaml", text, List.of()), folder);
    }
}
