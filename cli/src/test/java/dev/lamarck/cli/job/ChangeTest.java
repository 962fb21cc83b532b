package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.ledger.UnknownStudyException;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be changed of a study that runs. */
class ChangeTest {

    private static final String NOOP = """
            apiVersion: lamarck/v1
            kind: Study
            name: nothing
            trainer: {preset: noop}
            """;

    @TempDir
    private Path folder;

    private ArtifactStore store;

    @BeforeEach
    void beginStudies() {
        store = FileArtifactStore.at(folder.resolve("store"));
        begin(NOOP);
        begin(NOOP.replace("nothing", "islands") + "islands: 4\n");
        begin(NOOP.replace("nothing", "repeatable") + "deterministic: true\n");
        begin("""
                apiVersion: lamarck/v1
                kind: Study
                name: digits
                data: {preset: digits}
                space: {optimizer: {choice: [adam]}}
                """);
    }

    @Test
    void setsWhatIsNamedAndNothingElse() {
        Change change = change("nothing", "budget.trials=400");

        assertThat(change).isEqualTo(new Change(400, null, null, null, null));
        assertThat(change.setsBudget()).isTrue();
    }

    @Test
    void setsEveryLimit() {
        Change change = change("nothing", "budget.wallClock=2h", "budget.gpuSeconds=60", "budget.parallel=8");

        assertThat(change).isEqualTo(new Change(null, 7_200L, 60L, 8, null));
    }

    @Test
    void takesLimitsAway() {
        Change change = change("nothing", "budget.wallClock=0s", "budget.gpuSeconds=0");

        assertThat(change).isEqualTo(new Change(null, 0L, 0L, null, null));
    }

    @Test
    void mergesTheSpaceOverTheRunningOne() throws IOException {
        Path file = Files.writeString(folder.resolve("space.yaml"), "space: {x: {float: [0, 0.5]}}\n");

        Change change = Change.of(JobReader.readChange(file, List.of()), "nothing", reader());

        assertThat(change.setsBudget()).isFalse();
        assertThat(change.space()).isNotNull();
        assertThat(change.space().declared())
                .containsExactly(
                        new FloatParameter("x", 0, 0.5, false, null, null),
                        new FloatParameter("y", -1, 1, false, null, null));
    }

    @Test
    void bringsBackWhatTheJobLeftOutOfThePreset() {
        Change change = change("digits", "space.optimizer={choice: [adam, sgd]}", "space.momentum={float: [0.5, 0.9]}");

        assertThat(change.space()).isNotNull();
        assertThat(change.space().declared()).extracting(Parameter::name).contains("momentum", "optimizer", "units");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("nonsense")
    void saysWhatMakesNoSense(String study, String set, String expected) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> change(study, set))
                .withMessage(expected);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(
                        "nothing", "budget.trials=0", "budget.trials is 0; expected is a number from 1 to 100000."),
                Arguments.of(
                        "islands", "budget.trials=3", "budget.trials is 3; expected is a number from 4 to 400000."),
                Arguments.of(
                        "nothing", "budget.wallClock=5s", "budget.wallClock is '5s'; expected is from 10s to 30d."),
                Arguments.of(
                        "nothing", "budget.parallel=0", "budget.parallel is 0; expected is a number from 1 to 1000."),
                Arguments.of(
                        "repeatable",
                        "budget.wallClock=1h",
                        "budget: study 'repeatable' is deterministic; its budget is in trials only. Remove the limit of"
                                + " time."),
                Arguments.of(
                        "nothing",
                        "space.z={float: [0, 1]}",
                        "space: the preset 'noop' has no parameter 'z'. Did you mean 'x'?"),
                Arguments.of(
                        "digits",
                        "space.units={int: [-3, 5]}",
                        "space.units: the trainer takes whole numbers from 1 to 65536; the job has other values."),
                Arguments.of("nothing", "pruner.max=3", "--set: unknown key 'pruner'. Known are: budget, space."),
                Arguments.of(
                        "nothing",
                        "budget.trails=3",
                        "--set: unknown key 'trails' in 'budget'. Did you mean 'trials'?"));
    }

    @Test
    void knowsNoOtherStudy() {
        assertThatExceptionOfType(UnknownStudyException.class).isThrownBy(() -> change("other", "budget.trials=3"));
    }

    private Change change(String study, String... set) {
        return Change.of(JobReader.readChange(null, List.of(set)), study, reader());
    }

    private StudyReader reader() {
        return new StudyReader(store, _ -> Optional.empty());
    }

    private void begin(String text) {
        Job job = new JobResolver(List.of(), () -> 3).resolve(JobReader.parse("job.yaml", text, List.of()), folder);
        new Ledger(store).begin(new StudyRequest(job.spec(), job.digest()));
    }
}
