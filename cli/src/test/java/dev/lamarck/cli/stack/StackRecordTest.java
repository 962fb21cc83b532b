package dev.lamarck.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackRecordTest {

    @TempDir
    private Path folder;

    @Test
    void isEmptyWhereNothingWasWritten() {
        StackRecord record = StackRecord.read(folder.resolve("stack.json"));

        assertThat(record.ports()).isEmpty();
        assertThat(record.processes()).isEmpty();
        assertThat(record.process(Part.ENGINE)).isEmpty();
    }

    @Test
    void readsWhatItWrote() {
        Path file = folder.resolve("new/stack.json");
        StackRecord record = new StackRecord(
                Map.of(StackRecord.Port.TEMPORAL_UI, 8_233),
                Map.of(Part.WORKER, StackRecord.Recorded.of(ProcessHandle.current())));

        record.write(file);

        assertThat(StackRecord.read(file)).isEqualTo(record);
        assertThat(StackRecord.read(file).port(StackRecord.Port.TEMPORAL_UI)).hasValue(8_233);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**/stack?*.json");
    }

    @Test
    void findsAProcessThatRuns() {
        StackRecord record =
                new StackRecord(Map.of(), Map.of(Part.ENGINE, StackRecord.Recorded.of(ProcessHandle.current())));

        assertThat(record.process(Part.ENGINE)).contains(ProcessHandle.current());
    }

    @Test
    void takesNoOtherProcessOfTheSameIdForOneOfItsOwn() {
        StackRecord.Recorded now = StackRecord.Recorded.of(ProcessHandle.current());
        StackRecord record = new StackRecord(
                Map.of(), Map.of(Part.ENGINE, new StackRecord.Recorded(now.pid(), now.startedMillis() - 60_000)));

        assertThat(record.process(Part.ENGINE)).isEmpty();
    }

    @Test
    void saysWhatToDoAboutADamagedFile() throws IOException {
        Path file = Files.writeString(folder.resolve("stack.json"), "{\"ports\": {");

        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> StackRecord.read(file))
                .withMessage("%s is damaged. Remove it; processes that it named have to be ended by hand.", file)
                .extracting(CliException::exitCode)
                .isEqualTo(ExitCode.UNAVAILABLE);
    }
}
