package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** MLflow is dead while a study runs, and later it forgets everything, on a stack of its own. */
@ExtendWith(SharedStack.class)
class DeadMlflowIT {

    private static final OwnStack STACK = new OwnStack("outage", Map.of());

    private static CommandLineProcess.Result ended;
    private static boolean alive;
    private static CommandLineProcess.Result recorded;

    @BeforeAll
    static void runAStudyWithoutMlflow() throws Exception {
        STACK.start();
        ProcessHandle mlflow = STACK.process("mlflow");
        STACK.kill("mlflow");
        STACK.run(job("submit"));
        ended = STACK.run("wait", "outage", "--timeout", "180");
        alive = mlflow.isAlive();
        STACK.up();
        recorded = STACK.run(job("run"));
    }

    @AfterAll
    static void down() throws Exception {
        STACK.down();
    }

    @Test
    void aStudyEndsWithItsChampionPackagedWhileMlflowIsDead() {
        assertThat(alive).isFalse();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        StudyDocument document = new Ledger(STACK.store()).document("outage").orElseThrow();
        assertThat(ArtifactFolder.open(
                                STACK.store(),
                                document.result().winner().model().folder())
                        .sums())
                .containsKey("model.onnx");
    }

    @Test
    void allOfItIsRecordedWhenMlflowIsBack() throws Exception {
        assertThat(recorded.exitCode()).as(recorded.err()).isZero();
        assertThat(differences()).isEmpty();
        assertThat(STACK.mlflow().aliased("outage", "champion")).isEqualTo("1");
    }

    @Test
    void aStudyThatIsRecordedAgainIsThereOnce() throws Exception {
        List<JsonNode> before = STACK.mlflow().runs("outage");

        JsonNode written = republish();

        assertThat(written.path("segments").asInt())
                .isEqualTo(new Ledger(STACK.store()).segments("outage").size());
        assertThat(STACK.mlflow().runs("outage"))
                .extracting(run -> run.path("info").path("run_id"))
                .containsExactlyInAnyOrderElementsOf(before.stream()
                        .map(run -> run.path("info").path("run_id"))
                        .toList());
        assertThat(differences()).isEmpty();
    }

    @Test
    void anMlflowThatForgotEverythingGetsTheStudyFromItsLedger() throws Exception {
        STACK.kill("mlflow");
        STACK.forget("mlflow");
        STACK.up();

        republish();

        assertThat(differences()).isEmpty();
        assertThat(STACK.mlflow().aliased("outage", "champion")).isEqualTo("1");
    }

    private static JsonNode republish() throws Exception {
        CommandLineProcess.Result written = STACK.run("republish", "outage", "--timeout", "120", "-o", "json");
        assertThat(written.exitCode()).as(written.err()).isZero();
        return written.json();
    }

    private static List<String> differences() throws Exception {
        return new MlflowComparison(STACK.mlflow(), STACK.store()).differences("outage");
    }

    private static String[] job(String verb) {
        List<String> arguments = new ArrayList<>(List.of(verb, "examples/digits.yaml"));
        for (String set : List.of("name=outage", "budget.trials=12", "pruner.max=9", "winner.seeds=1")) {
            arguments.addAll(List.of("--set", set));
        }
        return arguments.toArray(String[]::new);
    }
}
