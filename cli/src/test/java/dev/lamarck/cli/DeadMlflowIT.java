package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.cli.stack.Await;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.PublishWorkflow.PublishRequest;
import dev.lamarck.contract.PublishWorkflow.PublishStatus;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.Ledger;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofMinutes(3);

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

        PublishStatus status = republish();

        assertThat(status.done()).isTrue();
        assertThat(status.version()).isEqualTo("1");
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

        PublishStatus status = republish();

        assertThat(status.done()).isTrue();
        assertThat(differences()).isEmpty();
        assertThat(STACK.mlflow().aliased("outage", "champion")).isEqualTo(status.version());
    }

    private static PublishStatus republish() throws Exception {
        StudyDocument document = new Ledger(STACK.store()).document("outage").orElseThrow();
        try (TemporalConnection connection = TemporalConnection.open(STACK.temporal(), "test")) {
            assertThat(Await.until(() -> !isOpen(connection), () -> false, PATIENCE))
                    .isTrue();
            return connection
                    .client()
                    .newWorkflowStub(
                            PublishWorkflow.class,
                            WorkflowOptions.newBuilder()
                                    .setWorkflowId(Names.publishWorkflow("outage"))
                                    .setTaskQueue(Names.TRACKING_QUEUE)
                                    .build())
                    .publish(new PublishRequest(
                            document.spec(), document.digest(), document.startedMillis(), true, null));
        }
    }

    private static boolean isOpen(TemporalConnection connection) {
        return connection
                .client()
                .newUntypedWorkflowStub(Names.publishWorkflow("outage"))
                .describe()
                .getStatus()
                .name()
                .endsWith("RUNNING");
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
