package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainLogTest {

    private static final TrainLog.Bounds BOUNDS = new TrainLog.Bounds(10, 30);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 39, 40})
    void keepsWhatFits(int length) throws IOException {
        String text = text(length);

        assertThat(saved(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {41, 69, 70, 71, 100, 1_000, 100_003})
    void keepsBothEndsAndSaysHowMuchIsLeftOut(int length) throws IOException {
        String text = text(length);

        String saved = saved(text);

        assertThat(saved)
                .startsWith(text.substring(0, 10) + System.lineSeparator() + "[%,d bytes".formatted(length - 40))
                .endsWith("]" + System.lineSeparator() + text.substring(length - 30));
    }

    @Test
    void theFileDoesNotGrow() throws IOException {
        try (TrainLog log = TrainLog.at(folder.resolve("log"), BOUNDS)) {
            byte[] bytes = text(1_000).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                log.write(bytes, bytes.length);
            }

            assertThat(log.written()).isEqualTo(100_000);
            assertThat(Files.size(folder.resolve("log"))).isEqualTo(40);
        }
    }

    @Test
    void theTailIsOfTheEnd() throws IOException {
        try (TrainLog log = TrainLog.at(folder.resolve("log"), BOUNDS)) {
            byte[] bytes = "one\ntwo\nthree\nfour and a half\nfive\n".getBytes(StandardCharsets.US_ASCII);
            log.write(bytes, bytes.length);

            assertThat(log.tail(2)).containsExactly("four and a half", "five");
        }
    }

    @Test
    void followsAStreamToItsEnd() throws Exception {
        try (TrainLog log = TrainLog.at(folder.resolve("log"), TrainLog.Bounds.USUAL)) {
            Thread follower = log.follow(new ByteArrayInputStream(new byte[100_000]));
            TrainLog.join(follower, Duration.ofMinutes(1));

            assertThat(log.written()).isEqualTo(100_000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 41, 1_000})
    void copiesTheEndOfAnotherLogWithinTheSameBounds(int length) throws IOException {
        Path log = Files.writeString(folder.resolve("other"), "before" + text(length));

        TrainLog.copy(log, 6, folder.resolve("copied"), BOUNDS);

        assertThat(folder.resolve("copied")).content().isEqualTo(saved(text(length)));
    }

    private String saved(String text) throws IOException {
        Path target = folder.resolve("saved");
        Files.deleteIfExists(target);
        try (TrainLog log = TrainLog.at(folder.resolve("log"), BOUNDS)) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            // In pieces that fit nothing.
            for (int i = 0; i < bytes.length; i += 7) {
                byte[] piece = java.util.Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 7));
                log.write(piece, piece.length);
            }
            log.save(target);
        }
        return Files.readString(target);
    }

    private static String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + i % 26));
        }
        return text.toString();
    }
}
