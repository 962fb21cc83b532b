package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.cli.stack.Await;
import dev.lamarck.ledger.Ledger;
import java.io.IOException;
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

    private static final OwnStack STACK = new OwnStack("kills", Map.of());
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @BeforeAll
    static void start() throws Exception {
        STACK.start();
    }

    @AfterAll
    static void down() throws Exception {
        STACK.down();
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
            STACK.kill(part);
            assertThat(doctor(part)).isEqualTo("failed");
            STACK.up();
            before = ended();
        }

        CommandLineProcess.Result watched = STACK.run(job("run"));

        assertThat(watched.exitCode()).as(watched.err()).isZero();
        JsonNode trials = STACK.run("trial", "list", "kills", "-o", "json").json();
        assertThat(IntStream.range(0, trials.size())
                        .map(i -> trials.get(i).path("trial").asInt()))
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
        assertThat(trials)
                .allSatisfy(trial -> assertThat(trial.path("state").asText()).isIn("COMPLETED", "PRUNED"));
        MlflowReader mlflow = STACK.mlflow();
        List<JsonNode> children = mlflow.runs("kills").stream()
                .filter(r -> MlflowReader.tag(r, "lamarck.role").equals("trial"))
                .toList();
        assertThat(children).hasSize(40);
        for (JsonNode child : children) {
            JsonNode trial = trials.get(Integer.parseInt(MlflowReader.tag(child, "lamarck.trial")));
            assertThat(mlflow.points(child.path("info").path("run_id").asText(), "val_accuracy"))
                    .isEqualTo(trial.path("step").asInt());
        }
        STACK.down();
        assertThat(Await.until(() -> STACK.processes() == 0, () -> false, Duration.ofSeconds(30)))
                .as("no process is left behind")
                .isTrue();
    }

    private static void submit() throws IOException, InterruptedException {
        CommandLineProcess.Result submitted = STACK.run(job("submit"));
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
        return (int) new Ledger(STACK.store())
                .trials("kills").values().stream()
                        .filter(ledgerRecord -> ledgerRecord.trial().state().isTerminal())
                        .count();
    }

    /** What the doctor says of a part. */
    private static String doctor(String part) throws IOException, InterruptedException {
        for (JsonNode check : STACK.run("doctor", "-o", "json").json()) {
            if (check.path("id").asText().equals(part)) {
                return check.path("status").asText();
            }
        }
        throw new AssertionError("The doctor does not look at " + part);
    }
}
