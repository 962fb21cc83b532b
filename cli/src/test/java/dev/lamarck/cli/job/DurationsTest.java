package dev.lamarck.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofDays(7);

    @ParameterizedTest
    @CsvSource({"10s, 10", "90s, 90", "5m, 300", "6h, 21600", "7d, 604800", "007d, 604800"})
    void readsNumbersWithAUnit(String text, long seconds) {
        assertThat(Durations.parse("key", text, LEAST, MOST)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "6", "h", "-5m", "1.5h", " 6h", "6 h", "6H", "1h30m", "1234567s", "soon"})
    void refusesWhatIsNone(String text) {
        refuses(text, "key is '%s'; expected is a number with s, m, h or d, e.g. 90s or 6h.".formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9s", "0d", "8d", "604801s", "999999d"})
    void refusesWhatIsTooShortOrTooLong(String text) {
        refuses(text, "key is '%s'; expected is from 10s to 7d.".formatted(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59, 59s", "60, 1m", "90, 90s", "3600, 1h", "5400, 90m", "86400, 1d", "90000, 25h"})
    void writesTheShortestForm(long seconds, String text) {
        assertThat(Durations.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    private static void refuses(String text, String message) {
        assertThatExceptionOfType(JobException.class)
                .isThrownBy(() -> Durations.parse("key", text, LEAST, MOST))
                .withMessage(message);
    }
}
