package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.search.study.FailureClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {

    @TempDir
    private Path folder;

    @Test
    void followsAReportThatGrowsByParts() throws Exception {
        ReportReader reader = reader();
        assertThat(reader.poll()).isFalse();

        append("{\"step\":2,\"metr");
        assertThat(reader.poll()).isFalse();
        append("ics\":{\"a\":0.5}}\n{\"step\":2,\"metrics\":{\"b\":1e3}}\n");
        assertThat(reader.poll()).isTrue();

        assertThat(reader.step()).isEqualTo(2);
        assertThat(reader.metrics()).isEqualTo(Map.of("a", 0.5, "b", 1000.0));
        assertThat(reader.isMeasured()).isTrue();
        assertThat(reader.last()).isNull();
    }

    @Test
    void aCharacterThatIsWrittenInTwoPartsIsOne() throws Exception {
        ReportReader reader = reader();
        byte[] line = "{\"failed\":\"USER_CODE\",\"message\":\"zu groß\"}\n".getBytes(StandardCharsets.UTF_8);
        int middle = line.length - 4;
        append(line, 0, middle - 1);
        reader.poll();
        append(line, middle - 1, line.length);
        reader.poll();

        assertThat(reader.last()).isNotNull();
        assertThat(String.valueOf(reader.last())).contains("zu groß");
    }

    @Test
    void whatComesAfterTheLastLineDoesNotCount() throws Exception {
        ReportReader reader = reader();
        append("{\"done\":true}\nnonsense\n{\"failed\":\"DATA\"}\n");

        assertThat(reader.poll()).isTrue();

        assertThat(String.valueOf(reader.last())).contains("done");
        assertThat(reader.accepted()).hasSize(1);
    }

    @Test
    void linesWithoutATimeGetTheOneAtWhichTheyWereRead() throws Exception {
        ReportReader reader = reader();
        append("{\"step\":2,\"metrics\":{\"a\":1},\"time\":5}\n{\"done\":true}\n");
        reader.poll();

        assertThat(new JsonMapper()
                        .readTree(reader.accepted().get(0))
                        .path("time")
                        .asLong())
                .isEqualTo(5);
        assertThat(new JsonMapper()
                        .readTree(reader.accepted().get(1))
                        .path("time")
                        .asLong())
                .isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[1]",
                "3",
                "{\"step\":2,\"metrics\":{\"a\":0.1}",
                "{\"metrics\":{\"a\":0.1}}",
                "{\"step\":1.5,\"metrics\":{\"a\":0.1}}",
                "{\"step\":\"2\",\"metrics\":{\"a\":0.1}}",
                "{\"step\":0,\"metrics\":{\"a\":0.1}}",
                "{\"step\":1,\"metrics\":{\"a\":0.1}}\n{\"step\":0,\"metrics\":{\"a\":0.1}}",
                "{\"step\":9,\"metrics\":{\"a\":0.1}}",
                "{\"step\":99999999999,\"metrics\":{\"a\":0.1}}",
                "{\"step\":2,\"metrics\":[0.1]}",
                "{\"step\":2,\"metrics\":{\"a\":\"0.1\"}}",
                "{\"step\":2,\"metrics\":{\"a\":null}}",
                "{\"step\":2,\"metrics\":{\"a\":true}}",
                "{\"step\":2,\"metrics\":{\"\":1}}",
                "{\"step\":2,\"metrics\":{\"a\\nb\":1}}",
                "{\"step\":2,\"step\":3,\"metrics\":{\"a\":1}}",
                "{\"failed\":\"SOMETHING\"}",
                "{\"yielded\":true,\"step\":0}",
                "{\"yielded\":true,\"step\":4}"
            })
    void whatMakesNoSenseIsTheUsersCode(String line) throws Exception {
        ReportReader reader = reader();
        append(line + "\n");

        assertThatThrownBy(reader::poll)
                .isInstanceOfSatisfying(
                        ReportException.class, e -> assertThat(e.failure()).isEqualTo(FailureClass.USER_CODE))
                .hasMessageMatching("(?s)Line [12] of the report .{10,}");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity", "1e999", "-1e999"})
    void whatIsNotFiniteHasDiverged(String value) throws Exception {
        ReportReader reader = reader();
        append("{\"step\":2,\"metrics\":{\"loss\":" + value + "}}\n");

        assertThatThrownBy(reader::poll)
                .isInstanceOfSatisfying(
                        ReportException.class, e -> assertThat(e.failure()).isEqualTo(FailureClass.DIVERGED))
                .hasMessageContaining("loss");
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() throws Exception {
        ReportReader reader = reader();
        append("a".repeat(70_000));

        assertThatThrownBy(reader::poll).isInstanceOf(ReportException.class).hasMessageContaining("65,536");
    }

    @Test
    void aReportThatShrinksIsRefused() throws Exception {
        ReportReader reader = reader();
        append("{\"step\":2,\"metrics\":{\"a\":1}}\n");
        reader.poll();
        Files.writeString(folder.resolve("report.jsonl"), "");

        assertThatThrownBy(reader::poll).isInstanceOf(ReportException.class).hasMessageContaining("cut short");
    }

    @Test
    void aBuiltInTrainerMayMeasureWhatIsNotFinite() throws Exception {
        ReportReader reader = new ReportReader(folder.resolve("report.jsonl"), ReportLine.builtIn(0));
        append("{\"step\":2,\"metrics\":{\"val_loss\":\"NaN\"}}\n");
        reader.poll();

        assertThat(reader.metrics()).containsEntry("val_loss", Double.NaN);
    }

    private ReportReader reader() {
        return new ReportReader(folder.resolve("report.jsonl"), ReportLine.command(1, 3, () -> 1234));
    }

    private void append(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        append(bytes, 0, bytes.length);
    }

    private void append(byte[] bytes, int from, int to) throws IOException {
        Files.write(
                folder.resolve("report.jsonl"),
                java.util.Arrays.copyOfRange(bytes, from, to),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
