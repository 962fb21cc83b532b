package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({"1KB,1000", "500MB,500000000", "20GB,20000000000", "3TB,3000000000000"})
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(Sizes.parse("quota", text, 0)).isEqualTo(bytes);
        assertThat(Sizes.text(bytes)).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "20", "GB", "20 GB", "20gb", "-1GB", "1.5GB", "1234567GB"})
    void refusesWhatIsNoSize(String text) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> Sizes.parse("checkpoints.quota", text, 0))
                .withMessageStartingWith(
                        "checkpoints.quota is '%s'; expected is a whole number with KB".formatted(text));
    }

    @Test
    void refusesLessThanTheLeast() {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> Sizes.parse("checkpoints.quota", "10KB", 1_000_000))
                .withMessage("checkpoints.quota is '10KB'; expected is at least 1MB.");
    }
}
