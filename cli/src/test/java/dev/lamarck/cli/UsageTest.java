package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.cli.base.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line says without asking any server. */
class UsageTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream standardOut = System.out;
    private final PrintStream standardErr = System.err;

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(standardOut);
        System.setErr(standardErr);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nightly                                 | Which of its commands?
            nightly create                          | Missing required parameter: 'FILE'
            nightly describe                        | Missing required parameter: 'NIGHTLY'
            nightly trigger                         | Missing required parameter: 'NIGHTLY'
            nightly trigger digits --timeout soon   | Invalid value for option '--timeout'
            nightly trigger digits --timeout 1e3    | Invalid value for option '--timeout'
            nightly trigger digits --timeout -1     | --timeout is -1; expected are seconds from 0 to 31536000.
            wait digits --timeout 99999999999       | --timeout is 99999999999; expected are seconds from 0 to 31536000.
            nightly pause                           | Missing required parameter: 'NIGHTLY'
            nightly resume a b                      | Unmatched argument at index 3: 'b'
            nightly history                         | Missing required parameter: 'NIGHTLY'
            nightly simulate digits                 | Unmatched argument at index 2: 'digits'
            champion                                | Which of its commands?
            champion show                           | Missing required parameter: 'MODEL'
            champion history                        | Missing required parameter: 'MODEL'
            champion promote                        | Missing required parameter: 'MODEL'
            champion rollback                       | Missing required parameter: 'MODEL'
            champion promote digits/latest          | 'digits/latest' names no model; expected is NAME, NAME/NUMBER or NAME@ALIAS.
            champion promote digits@                | 'digits@' names no model; expected is NAME, NAME/NUMBER or NAME@ALIAS.
            champion rollback digits 3              | Unmatched argument at index 3: '3'
            audit                                   | Which of its commands?
            audit verify                            | Missing required parameter: 'STUDY'
            explain                                 | Missing required parameter: 'STUDY
            explain digits --save                   | Missing required parameter for option '--save'
            pause                                   | Missing required parameter: 'STUDY'
            resume a b                              | Unmatched argument at index 2: 'b'
            stop digits --timeout 0                 | --timeout is 0; expected are seconds from 1 to 86400.
            kill digits --timeout soon              | Invalid value for option '--timeout'
            update digits                           | Say what to change: --set budget.trials=400, say, or --space FILE.
            update digits --set budget.trails=3     | --set: unknown key 'trails' in 'budget'. Did you mean 'trials'?
            update digits --space none.yaml         | There is no job file none.yaml.
            describe                                | Missing required parameter: 'STUDY'
            replay                                  | Missing required parameter: 'STUDY'
            republish                               | Missing required parameter: 'STUDY'
            study delete                            | Missing required parameter: 'STUDY'
            trial enqueue                           | Missing required parameter: 'STUDY'
            trial prune digits                      | Missing required parameter: 'TRIAL'
            trial retry digits first                | Invalid value for positional parameter at index 1 (TRIAL)
            trial describe digits                   | Missing required parameter: 'TRIAL'
            trial logs digits                       | Missing required parameter: 'TRIAL'
            worker drain                            | Missing required parameter: 'PID'
            engine drain me                         | Invalid value for positional parameter at index 0 (PID)
            report digits                           | Missing required option: '--output=FILE'
            """)
    void refusesArgumentsThatDoNotFit(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(error()).startsWith(message);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --years 0                       | years (0) must be from 1 to 1000000.
            --nights 10001                  | nights (10001) must be from 1 to 10000.
            --rows -1                       | rows (-1) must be from 1 to 10000000.
            --years 1000000 --nights 365    | 1000000 years of 365 nights are more than 100000000 nights. Simulate fewer years.
            --disagreement 0                | disagreement (0.0) must be a share above 0 and up to 1.
            --disagreement NaN              | disagreement (NaN) must be a share above 0 and up to 1.
            --gain 0.06                     | gain (0.06) must lie within -disagreement and disagreement (0.05): one model can gain only where the two differ.
            --alpha 0                       | A gate's alpha lies between 0 and 1, both excluded; it is 0.0.
            --horizon 0                     | A gate's horizon is at least 1 night, not 0.
            --min-effect 1                  | A gate's minEffect is a share from 0 to below 1, not 1.0.
            """)
    void refusesToSimulateWhatCannotBe(String options, String message) {
        assertThat(run(("nightly simulate " + options).split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(error()).isEqualTo(message + System.lineSeparator());
    }

    @Test
    void simulatesTheSameFromTheSameSeed() throws IOException {
        String command = "nightly simulate --years 200 --gain 0.01 --seed 3 --output json";

        assertThat(run(command.split(" "))).isEqualTo(ExitCode.OK);
        JsonNode first = new JsonMapper().readTree(out.toByteArray());
        out.reset();
        run(command.split(" "));

        assertThat(new JsonMapper().readTree(out.toByteArray())).isEqualTo(first);
        assertThat(first.get("years").asInt()).isEqualTo(200);
        assertThat(first.get("shareOfYears").asDouble()).isPositive();
        assertThat(first.get("threshold").asDouble()).isEqualTo(0.05 / 365);
    }

    @Test
    void refusesIslandsAsLongAsNothingSearchesOnThem() throws IOException {
        Path file = Files.writeString(folder.resolve("job.yaml"), """
                apiVersion: lamarck/v1
                kind: Study
                name: islands
                trainer: {preset: noop}
                islands: 4
                """);

        assertThat(run("validate", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(error()).contains("islands is 4, and this version searches with one population. Remove the key.");
    }

    @Test
    void namesTheFileOfASelectionThatIsNotThere() {
        Path file = folder.resolve("nightly.yaml");

        assertThat(run("nightly", "create", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(error()).isEqualTo("There is no job file %s.%n".formatted(file));
    }

    @Test
    void checksTheFileOfASelectionBeforeItAsksAServer() throws IOException {
        Path file = Files.writeString(folder.resolve("nightly.yaml"), """
                apiVersion: lamarck/v1
                kind: Nightly
                name: digits
                schedule: {cron: 0 2 * * *}
                study: none.yaml
                """);

        assertThat(run("nightly", "create", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(error()).isEqualTo("There is no job file %s.%n".formatted(folder.resolve("none.yaml")));
    }

    private static int run(String... arguments) {
        return Lamarck.execute(arguments);
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
