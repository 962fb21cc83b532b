package dev.lamarck.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.cli.chaos.ScenarioResult.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosTableTest {

    private static final ScenarioResult FIRST = new ScenarioResult(
            1,
            "chaos-1-001",
            30,
            List.of(new Tally("kill worker", 2, 3.5), new Tally("kill worker", 0, 0), new Tally("kill cli", 0, 0)),
            List.of("Trial 3 has ended twice."),
            List.of());
    private static final ScenarioResult SECOND =
            new ScenarioResult(2, "chaos-1-002", 20, List.of(new Tally("kill worker", 1, 1)), List.of(), List.of());

    @Test
    void sumsByKindOfFaultAndInAll() {
        List<String> lines = ChaosTable.lines(List.of(FIRST, SECOND));

        assertThat(lines).hasSize(4);
        assertThat(words(lines.get(1))).containsExactly("kill", "cli", "1", "1", "0", "0.0", "1");
        assertThat(words(lines.get(2))).containsExactly("kill", "worker", "3", "2", "3", "4.5", "1");
        assertThat(words(lines.get(3))).containsExactly("total", "4", "2", "3", "4.5", "1");
    }

    @Test
    void resultsAreKeptAndALineThatWasCutOffIsForgotten(@TempDir Path folder) throws Exception {
        new ResultFile(folder, 1).add(FIRST);
        Files.writeString(folder.resolve("results-1.jsonl"), "{\"number\":2,\"st", StandardOpenOption.APPEND);

        assertThat(new ResultFile(folder, 1).read()).containsExactly(FIRST);
        new ResultFile(folder, 1).add(SECOND);

        assertThat(new ResultFile(folder, 1).read()).containsExactly(FIRST, SECOND);
        assertThat(new ResultFile(folder, 2).read()).isEmpty();
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split("\\s+"));
    }
}
