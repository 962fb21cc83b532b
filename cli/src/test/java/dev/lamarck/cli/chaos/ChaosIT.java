package dev.lamarck.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.cli.CommandLineProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A few scenarios of the chaos suite; all of them are played by {@code mvn verify -Pchaos}. */
class ChaosIT {

    private static final Path TARGET = CommandLineProcess.PROJECT.resolve("cli/target");
    private static final Path FOLDER = TARGET.resolve("it/chaos");
    private static final long SEED = 1;

    @BeforeAll
    static void forgetTheLastTime() throws Exception {
        Files.deleteIfExists(FOLDER.resolve("results-%d.jsonl".formatted(SEED)));
    }

    @Test
    void nothingIsViolatedInThreeScenarios() throws Exception {
        var settings = new ChaosSuite.Settings(FOLDER, TARGET.resolve("it/home"), SEED, 3, 3);

        List<ScenarioResult> results = new ChaosSuite(settings, System.out).play();

        assertThat(results).hasSize(3);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.violations())
                        .as("scenario %d, notes %s", result.number(), result.notes())
                        .isEmpty());
    }
}
