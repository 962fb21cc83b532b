package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.export.OnnxModel;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job, as the README tells a new user to run it. */
@ExtendWith(SharedStack.class)
class DigitsIT {

    private static final int MOST_HISTORY_BYTES_A_TRIAL = 6 * 1024;
    private static CommandLineProcess.Result run;

    @BeforeAll
    static void search() throws Exception {
        run = SharedStack.run("run", "examples/digits.yaml");
    }

    @Test
    void endsWithTheWinnerTheLinksAndTheNextCommands() {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "Winner of digits: trial ",
                        "test_accuracy",
                        "Registered: digits version 1",
                        "MLflow:",
                        "Temporal:",
                        "lamarck best digits");
        assertThat(run.err()).contains("[40/40]");
    }

    @Test
    void theWinnerIsGood() throws Exception {
        JsonNode best = SharedStack.run("best", "digits", "-o", "json").json();

        assertThat(best.path("metrics").path("test_accuracy").asDouble()).isGreaterThanOrEqualTo(0.95);
        assertThat(best.path("metrics").path("val_accuracy").asDouble()).isGreaterThanOrEqualTo(0.95);
        assertThat(best.path("parameters").path("learning_rate").asDouble()).isBetween(1e-3, 3e-2);
    }

    @Test
    void everyTrialIsListedOnceAndHasEnded() throws Exception {
        JsonNode trials =
                SharedStack.run("trial", "list", "digits", "-o", "json").json();

        assertThat(IntStream.range(0, trials.size())
                        .map(i -> trials.get(i).path("trial").asInt()))
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
        assertThat(trials).allSatisfy(trial -> {
            assertThat(trial.path("state").asText()).isIn("COMPLETED", "PRUNED");
            assertThat(trial.path("attempts").asInt())
                    .isEqualTo(trial.path("rung").asInt());
        });
        assertThat(trials.findValuesAsText("state")).contains("COMPLETED", "PRUNED");
    }

    @Test
    void theHistoryOfIncumbentsRisesAndHasTestAccuracies() throws Exception {
        JsonNode history =
                SharedStack.run("study", "history", "digits", "-o", "json").json();

        assertThat(history).isNotEmpty().allSatisfy(line -> {
            assertThat(line.path("seconds").asDouble()).isPositive();
            assertThat(line.path("test_accuracy").asDouble()).isBetween(0.5, 1.0);
        });
    }

    @Test
    void mlflowHoldsOneParentAndAPointForEveryEpoch() throws Exception {
        MlflowReader mlflow = new MlflowReader(SharedStack.mlflow());
        JsonNode trials =
                SharedStack.run("trial", "list", "digits", "-o", "json").json();

        List<JsonNode> runs = mlflow.runs("digits");

        assertThat(runs.stream().filter(r -> MlflowReader.tag(r, "lamarck.role").equals("study")))
                .hasSize(1);
        List<JsonNode> children = runs.stream()
                .filter(r -> MlflowReader.tag(r, "lamarck.role").equals("trial"))
                .toList();
        assertThat(children).hasSize(40);
        for (JsonNode child : children) {
            JsonNode trial = trials.get(Integer.parseInt(MlflowReader.tag(child, "lamarck.trial")));
            assertThat(mlflow.points(child.path("info").path("run_id").asText(), "val_accuracy"))
                    .isEqualTo(trial.path("step").asInt());
            assertThat(child.path("data").path("params")).hasSameSizeAs(trial.path("parameters"));
            assertThat(child.path("info").path("start_time").asLong())
                    .isEqualTo(trial.path("startedMillis").asLong());
            assertThat(child.path("info").path("end_time").asLong())
                    .isEqualTo(trial.path("endedMillis").asLong());
            assertThat(child.path("info").path("status").asText()).isEqualTo("FINISHED");
        }
    }

    @Test
    void pythonLoadsTheChampionAndPredictsAsTheJvmDoes(@TempDir Path folder) throws Exception {
        Path archive = folder.resolve("test.npz");
        SharedStack.run("data", "export", "digits", "--split", "test", "-f", archive.toString());
        JsonNode best = SharedStack.run("best", "digits", "-o", "json").json();

        JsonNode python = python(folder, archive);

        ImageData test = new DataLoader(List.of()).preset("digits", null, 1).test();
        OnnxModel.Predictions jvm = jvm(test);
        assertThat(python.path("accuracy").asDouble())
                .isEqualTo(best.path("metrics").path("test_accuracy").asDouble());
        assertThat(python.path("rows").asInt()).isEqualTo(test.rows());
        assertThat(python.path("signature").asBoolean()).isTrue();
        assertThat(python.path("example").asBoolean()).isTrue();
        for (int row = 0; row < test.rows(); row++) {
            assertThat(python.path("labels").get(row).asLong()).isEqualTo(jvm.labels()[row]);
            for (int c = 0; c < test.classes(); c++) {
                double difference = python.path("probabilities").get(row).get(c).asDouble()
                        - jvm.probabilities()[row * test.classes() + c];
                assertThat(Math.abs(difference)).isLessThan(1e-4);
            }
        }
        String parent = new MlflowReader(SharedStack.mlflow())
                .runs("digits").stream()
                        .filter(r -> MlflowReader.tag(r, "lamarck.role").equals("study"))
                        .findFirst()
                        .orElseThrow()
                        .path("info")
                        .path("run_id")
                        .asText();
        assertThat(python.path("run_id").asText()).isEqualTo(parent);
    }

    @Test
    void theSameJobAttachesAnotherOneConflictsAndAgainMakesASecond() throws Exception {
        CommandLineProcess.Result same = SharedStack.run("submit", "examples/digits.yaml", "-o", "json");
        CommandLineProcess.Result other = SharedStack.run("submit", "examples/digits.yaml", "--set", "sampler.seed=99");
        CommandLineProcess.Result again = SharedStack.run(
                "run", "examples/digits.yaml", "--again", "--set", "budget.trials=3", "--set", "winner.seeds=0");

        assertThat(same.json().path("attached").asBoolean()).isTrue();
        assertThat(other.exitCode()).isEqualTo(4);
        assertThat(other.err()).contains("Study 'digits' exists with another job", "--again");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("Winner of digits-2").contains("Registered: digits version 2");
        assertThat(SharedStack.run("study", "list", "-o", "json").json().findValuesAsText("study"))
                .contains("digits", "digits-2");
    }

    @Test
    void aTrialCostsAtMostSixKilobytesOfHistory() throws Exception {
        try (TemporalConnection connection = TemporalConnection.open(SharedStack.temporal(), "test")) {
            long bytes = connection
                    .service()
                    .blockingStub()
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace("default")
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(Names.studyWorkflow("digits")))
                            .build())
                    .getWorkflowExecutionInfo()
                    .getHistorySizeBytes();

            assertThat(bytes / 40).isLessThanOrEqualTo(MOST_HISTORY_BYTES_A_TRIAL);
        }
    }

    @Test
    void keepsTheRecordInTheArtifactStore() throws Exception {
        ArtifactStore store = FileArtifactStore.at(SharedStack.HOME.resolve("artifacts"));

        Ledger ledger = new Ledger(store);

        assertThat(ledger.trials("digits")).hasSize(40);
        assertThat(ledger.document("digits")).isPresent();
        assertThat(store.list(ArtifactKeys.study("digits") + "history/")).hasSize(1);
        CommandLineProcess.Result audit = SharedStack.run("audit", "verify", "digits", "-o", "json");
        assertThat(audit.exitCode()).as(audit.out()).isZero();
        assertThat(audit.json().path("sealed").asBoolean()).isTrue();
        assertThat(audit.json().path("records").asInt()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void printsLogsOfATrialAndKnowsWhatIsMissing() throws Exception {
        CommandLineProcess.Result logs = SharedStack.run("trial", "logs", "digits", "0");
        CommandLineProcess.Result missing = SharedStack.run("status", "no-such-study");

        assertThat(logs.out()).contains("\"step\":1", "val_accuracy");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("There is no study 'no-such-study'");
    }

    private static OnnxModel.Predictions jvm(ImageData test) throws Exception {
        ArtifactStore store = FileArtifactStore.at(SharedStack.HOME.resolve("artifacts"));
        String folder = new Ledger(store)
                .document("digits")
                .orElseThrow()
                .result()
                .winner()
                .export()
                .folder();
        byte[] onnx = Files.readAllBytes(ArtifactFolder.open(store, folder).file("model.onnx"));
        try (OnnxModel model = OnnxModel.load(onnx)) {
            return model.predict(test);
        }
    }

    private static JsonNode python(Path folder, Path archive) throws Exception {
        Path script = folder.resolve("check_champion.py");
        try (InputStream in = DigitsIT.class.getResourceAsStream("check_champion.py")) {
            Files.copy(in, script);
        }
        Path out = folder.resolve("out.json");
        Process process = new ProcessBuilder(
                        SharedStack.python().toString(),
                        script.toString(),
                        SharedStack.mlflow(),
                        "digits",
                        archive.toString())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("err.txt")))
                .isZero();
        return new JsonMapper()
                .readTree(Files.readString(out).lines().reduce((a, b) -> b).orElse(""));
    }
}
