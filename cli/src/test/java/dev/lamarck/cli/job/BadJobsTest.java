package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that once were accepted, or refused in the wrong words. */
class BadJobsTest {

    private static final String MINIMAL = """
            apiVersion: lamarck/v1
            kind: Study
            name: digits
            data: {preset: digits}
            """;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"{hidden_layers: {min: 3, max: 1}}", "{}", "{hidden_layers: [null]}", "{hidden_layers: [[1]]}"})
    void namesTheParameterOfABadCondition(String when) {
        refusal(MINIMAL + "space: {units: {int: [8, 16], when: " + when + "}}\n")
                .withMessageContaining("units");
    }

    @Test
    void refusesUnknownKeysOfACondition() {
        refusal(MINIMAL + "space: {units: {int: [8, 16], when: {hidden_layers: {mni: 3}}}}\n")
                .withMessageContaining("mni");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "units: {int: [-3, -1]}",
                "units: {int: [1, 9223372036854775807]}",
                "batch_size: {choice: [0]}",
                "batch_size: {choice: [small]}",
                "dropout: {choice: [a]}"
            })
    void refusesValuesThatThePresetCannotTake(String gene) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() ->
                        Preview.of(resolve(MINIMAL + "space: {" + gene + "}\n").spec()));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"learning_rate: {float: [-3, -1]}", "dropout: {float: [0.5, 2]}"})
    void refusesRangesOutsideWhatTheHyperparameterAllows(String gene) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() ->
                        Preview.of(resolve(MINIMAL + "space: {" + gene + "}\n").spec()));
    }

    @Test
    void keepsInvalidPathsWithinTheJobsErrors() {
        refusal(MINIMAL.replace("{preset: digits}", "{idx: \"a\\0b\"}")).withMessageContaining("data.idx");
    }

    @Test
    void placesAnUnknownKeyWithASlash() {
        refusal(MINIMAL + "a/b: 3\n").withMessageStartingWith("job.yaml:5:1: unknown key 'a/b'");
    }

    @Test
    void placesAndNamesANumberThatIsTooLarge() {
        refusal(MINIMAL + "budget: {trials: 99999999999}\n").withMessageContaining("budget.trials");
    }

    @Test
    void saysWhatTheVersionIsInTheWordsOfTheOtherEnums() {
        refusal(MINIMAL.replace("lamarck/v1", "lamarck/v2"))
                .withMessageStartingWith("job.yaml:1:13: 'apiVersion' is \"lamarck/v2\"; expected is ");
    }

    @Test
    void doesNotBlameTheFileForAnOverride() {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.parse("job.yaml", MINIMAL, List.of("name=5")))
                .withMessageContaining("--set");
    }

    @Test
    void showsAnEmptyOverride() {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> JobReader.parse("job.yaml", MINIMAL, List.of("budget.trials=")))
                .satisfies(e -> assertThat(e.getMessage()).doesNotEndWith("not ."));
    }

    private static Job resolve(String text) {
        return new JobResolver(List.of(), () -> 3).resolve(JobReader.parse("job.yaml", text, List.of()), Path.of("."));
    }

    private static ThrowableAssertAlternative<JobException> refusal(String text) {
        return assertThatExceptionOfType(JobException.class).isThrownBy(() -> resolve(text));
    }
}
