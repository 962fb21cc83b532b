package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.cli.stack.Await;
import dev.lamarck.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every part of the stack is killed in the middle of a study, on a stack of its own. */
@ExtendWith(SharedStack.class)
class KillsIT {

    private static final Path HOME = SharedStack.HOME.resolveSibling("kills");
    private static final CommandLineProcess CLI = new CommandLineProcess(HOME, Map.of());
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @BeforeAll
    static void up() throws Exception {
        Files.createDirectories(HOME);
        CLI.run("dev", "reset", "--yes");
        for (String shared : List.of("venv", "djl")) {
            if (!Files.exists(HOME.resolve(shared))) {
                Files.createSymbolicLink(HOME.resolve(shared), SharedStack.HOME.resolve(shared));
            }
        }
        assertThat(CLI.run("dev", "up", "--slots", "2").exitCode()).isZero();
    }

    @AfterAll
    static void down() throws Exception {
        CLI.run("dev", "down");
    }

    @Test
    void aStudySurvivesTheDeathOfEveryPart() throws Exception {
        submit();
        int before = 0;
        for (String part : List.of("worker", "engine", "temporal", "mlflow")) {
            int target = before + 3;
            assertThat(Await.until(() -> ended() >= target, () -> false, PATIENCE))
                    .as(part)
                    .isTrue();
            kill(part);
            assertThat(doctor(part)).isEqualTo("failed");
            CommandLineProcess.Result up = CLI.run("dev", "up", "--slots", "2");
            assertThat(up.exitCode()).as(up.err()).isZero();
            before = ended();
        }

        CommandLineProcess.Result watched = CLI.run(job("run"));

        assertThat(watched.exitCode()).as(watched.err()).isZero();
        JsonNode trials = CLI.run("trial", "list", "kills", "-o", "json").json();
        assertThat(IntStream.range(0, trials.size())
                        .map(i -> trials.get(i).path("trial").asInt()))
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
        assertThat(trials)
                .allSatisfy(trial -> assertThat(trial.path("state").asText()).isIn("COMPLETED", "PRUNED"));
        MlflowReader mlflow = new MlflowReader(CLI.run("dev", "status", "-o", "json")
                .json()
                .path("mlflow")
                .path("uri")
                .asText());
        List<JsonNode> children = mlflow.runs("kills").stream()
                .filter(r -> MlflowReader.tag(r, "lamarck.role").equals("trial"))
                .toList();
        assertThat(children).hasSize(40);
        for (JsonNode child : children) {
            JsonNode trial = trials.get(Integer.parseInt(MlflowReader.tag(child, "lamarck.trial")));
            assertThat(mlflow.points(child.path("info").path("run_id").asText(), "val_accuracy"))
                    .isEqualTo(trial.path("step").asInt());
        }
        CLI.run("dev", "down");
        assertThat(Await.until(() -> processesOfThisStack() == 0, () -> false, Duration.ofSeconds(30)))
                .as("no process is left behind")
                .isTrue();
    }

    private static void submit() throws IOException, InterruptedException {
        CommandLineProcess.Result submitted = CLI.run(job("submit"));
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    }

    private static String[] job(String verb) {
        List<String> arguments = new ArrayList<>(List.of(verb, "examples/digits.yaml"));
        for (String set : List.of("name=kills", "data.preset=mnist-10k", "pruner.max=9", "winner.seeds=1")) {
            arguments.addAll(List.of("--set", set));
        }
        return arguments.toArray(String[]::new);
    }

    private static int ended() {
        return (int) new Ledger(FileArtifactStore.at(HOME.resolve("artifacts")))
                .trials("kills").values().stream()
                        .filter(ledgerRecord -> ledgerRecord.trial().state().isTerminal())
                        .count();
    }

    private static void kill(String part) throws IOException, InterruptedException {
        long pid = CLI.run("dev", "status", "-o", "json")
                .json()
                .path(part)
                .path("pid")
                .asLong();
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        assertThat(Await.until(() -> !process.isAlive(), () -> false, Duration.ofSeconds(20)))
                .isTrue();
    }

    /** What the doctor says of a part. */
    private static String doctor(String part) throws IOException, InterruptedException {
        for (JsonNode check : CLI.run("doctor", "-o", "json").json()) {
            if (check.path("id").asText().equals(part)) {
                return check.path("status").asText();
            }
        }
        throw new AssertionError("The doctor does not look at " + part);
    }

    private static long processesOfThisStack() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(HOME.toString()))
                .count();
    }
}
