package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.stack.Await;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people tell studies that run, and what is known of studies that no server knows any more. */
@ExtendWith(SharedStack.class)
class CommandsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String JOB = """
            apiVersion: lamarck/v1
            kind: Study
            name: %s
            trainer: {preset: noop}
            space: {seconds: {choice: [0.25]}}
            sampler: {name: random, seed: 7}
            pruner: {name: none, max: 12}
            budget: {trials: 500, parallel: 2}
            """;

    @TempDir
    private Path folder;

    @Test
    void aStudyIsPausedChangedAndResumed() throws Exception {
        submit("told", JOB);
        await("told", study -> count(study, "RUNNING") == 2);

        assertThat(ok("pause", "told").out()).startsWith("told: Paused");
        await(
                "told",
                study -> study.path("running").isEmpty() && study.path("queued").asInt() == 0);
        JsonNode paused = describe("told");
        assertThat(paused.path("status").asText()).isEqualTo("PAUSED");
        assertThat(paused.path("reasons").toString()).contains("paused by ").contains("@");
        refused("pause", "told").contains("is paused already");

        ok("update", "told", "--set", "budget.trials=9", "--set", "budget.parallel=1", "--set", "budget.wallClock=2h");
        Path space = Files.writeString(folder.resolve("space.yaml"), "space: {x: {float: [0.9, 1]}}\n");
        ok("update", "told", "--space", space.toString());
        JsonNode budget = describe("told").path("budget");
        assertThat(budget.path("trials").path("limit").asInt()).isEqualTo(9);
        assertThat(budget.path("parallel").path("limit").asInt()).isEqualTo(1);
        assertThat(budget.path("wallClock").path("limit").asInt()).isEqualTo(7_200);

        String[] enqueue = {"trial", "enqueue", "told", "--set", "x=0.95", "--set", "y=0.5", "--set", "seconds=0.25"};
        ok(enqueue);
        refused(enqueue).contains("was tried already");
        CommandLineProcess.Result outside = SharedStack.run("trial", "enqueue", "told", "--like", "0", "--set", "x=5");
        assertThat(outside.exitCode()).as(outside.err()).isEqualTo(ExitCode.USAGE);

        ok("resume", "told");
        refused("resume", "told").contains("is not paused");
        assertThat(SharedStack.run("wait", "told", "--timeout", "120").exitCode())
                .isZero();
        JsonNode trials = ok("trial", "list", "told", "-o", "json").json();
        assertThat(trials).hasSize(9);
        JsonNode asked = StreamSupport.stream(trials.spliterator(), false)
                .filter(line -> line.path("operator").asText().equals("enqueued"))
                .findFirst()
                .orElseThrow();
        assertThat(asked.path("parameters").path("x").asDouble()).isEqualTo(0.95);
        assertThat(trials.get(8).path("parameters").path("x").asDouble()).isGreaterThanOrEqualTo(0.9);

        int completed = asked.path("trial").asInt();
        JsonNode one = trial("told", completed);
        assertThat(one.path("slices")).isNotEmpty();
        assertThat(one.path("slices").get(0).path("run").path("worker").asText())
                .startsWith("lamarck/1|");
        assertThat(ok("trial", "logs", "told", Integer.toString(completed), "--follow")
                        .out())
                .contains("\"step\":12");
        assertThat(ok("replay", "told").out()).contains("It agrees.");
        refused("pause", "told").contains("has ended already");
    }

    @Test
    void aTrialIsPrunedWhileItRuns() throws Exception {
        submit("slow", JOB.replace("0.25", "5"));
        await("slow", study -> count(study, "RUNNING") == 2);

        ok("trial", "prune", "slow", "0");

        JsonNode pruned = trial("slow", 0);
        assertThat(pruned.path("state").asText()).isEqualTo("PRUNED");
        assertThat(pruned.path("reason").asText()).startsWith("pruned by ");
        refused("trial", "prune", "slow", "0").contains("does not live");
        refused("trial", "retry", "slow", "0").contains("none of the last that failed");
        await("slow", study -> count(study, "RUNNING") == 2);
        ok("kill", "slow");
        assertThat(SharedStack.run("wait", "slow", "--timeout", "60").exitCode())
                .isEqualTo(ExitCode.FAILURE);
        assertThat(ok("replay", "slow").out()).contains("It agrees.");
    }

    @Test
    void aStudyIsStoppedAndDeleted() throws Exception {
        submit("stopped", JOB);
        await("stopped", study -> count(study, "COMPLETED") > 0);

        refused("study", "delete", "stopped", "--yes").contains("Study 'stopped' runs.");
        ok("stop", "stopped");

        assertThat(SharedStack.run("wait", "stopped", "--timeout", "120").exitCode())
                .isZero();
        JsonNode ended = describe("stopped");
        assertThat(ended.path("status").asText()).isEqualTo("COMPLETED");
        assertThat(count(ended, "COMPLETED")).isLessThan(20);
        ok("republish", "stopped", "--timeout", "120");
        assertThat(SharedStack.run("study", "delete", "stopped").exitCode()).isEqualTo(ExitCode.USAGE);
        ok("study", "delete", "stopped", "--yes");
        assertThat(SharedStack.run("status", "stopped").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(SharedStack.HOME.resolve("artifacts/studies/stopped")).doesNotExist();
        assertThat(SharedStack.run("study", "delete", "never-started", "--yes").exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(SharedStack.run("pause", "never-started").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aFailedTrialIsTriedAgain() throws Exception {
        submit("failing", """
                apiVersion: lamarck/v1
                kind: Study
                name: %s
                trainer: {command: [sh, train.sh]}
                objectives: [{metric: loss, goal: minimize}]
                space: {x: {float: [0, 1]}}
                failures: {maxFailed: 400}
                pruner: {name: none, max: 1}
                budget: {trials: 400, parallel: 1}
                """);
        await("failing", study -> count(study, "FAILED") > 0);

        ok("trial", "retry", "failing", "0");

        assertThat(Await.until(() -> trial("failing", 0).path("attempts").asInt() == 2, () -> false, PATIENCE))
                .isTrue();
        assertThat(trial("failing", 0).path("failure").asText()).isEqualTo("USER_CODE");
        ok("kill", "failing");
        assertThat(SharedStack.run("wait", "failing", "--timeout", "60").exitCode())
                .isEqualTo(ExitCode.FAILURE);
        assertThat(ok("replay", "failing", "-o", "json").json().path("ended").asBoolean())
                .isTrue();
    }

    @Test
    void aStudyWithoutWorkersSaysSoAndObeysAllTheSame() throws Exception {
        submit("alone", JOB + "resources: {pool: nobody}\n");
        await("alone", study -> study.path("queued").asInt() == 2);

        assertThat(describe("alone").path("reasons").toString()).contains("no worker polls pool nobody");
        ok("pause", "alone");
        await("alone", study -> study.path("queued").asInt() == 0);
        ok("resume", "alone");
        ok("kill", "alone");
        assertThat(SharedStack.run("wait", "alone", "--timeout", "60").exitCode())
                .isEqualTo(ExitCode.FAILURE);
    }

    @Test
    void theRecordTellsWhatTheServerHasForgotten() throws Exception {
        submit("forgotten", JOB);
        await("forgotten", study -> count(study, "COMPLETED") > 2);
        forget("forgotten");

        JsonNode status = ok("status", "forgotten", "-o", "json").json();
        assertThat(status.path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(ok("trial", "list", "forgotten", "-o", "json").json().size()).isGreaterThan(2);
        assertThat(ok("study", "history", "forgotten", "-o", "json").json()).isNotEmpty();
        assertThat(ok("best", "forgotten", "-o", "json").json().path("metrics").has("objective"))
                .isTrue();
        assertThat(ok("describe", "forgotten").out()).contains("UNKNOWN, the server no longer knows it");
        assertThat(ok("study", "list").out()).containsPattern("forgotten +UNKNOWN");
        assertThat(ok("replay", "forgotten").out()).contains("the study has not ended", "It agrees.");
        ok("report", "forgotten", "--output", folder.resolve("report.html").toString());
        refused("pause", "forgotten").contains("no longer knows study 'forgotten'");
        ok("study", "delete", "forgotten", "--yes", "--unpublished");
        assertThat(ok("study", "list").out()).doesNotContain("forgotten");
    }

    /** What happens when a server is set up anew. */
    private static void forget(String study) throws IOException, InterruptedException {
        try (TemporalConnection connection = TemporalConnection.open(SharedStack.temporal(), "test")) {
            String id = Names.studyWorkflow(study);
            connection.client().newUntypedWorkflowStub(id).terminate("forgotten");
            connection
                    .service()
                    .blockingStub()
                    .deleteWorkflowExecution(DeleteWorkflowExecutionRequest.newBuilder()
                            .setNamespace(connection.client().getOptions().getNamespace())
                            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                            .build());
        }
        assertThat(Await.until(
                        () -> json("status", study).path("phase").asText().equals("the server no longer knows it"),
                        () -> false,
                        PATIENCE))
                .isTrue();
    }

    private void submit(String name, String job) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("train.sh"), "echo no luck; exit 1\n");
        Path file = Files.writeString(folder.resolve(name + ".yaml"), job.formatted(name));
        ok("submit", file.toString());
    }

    private static void await(String study, Predicate<JsonNode> condition) {
        assertThat(Await.until(() -> condition.test(json("describe", study)), () -> false, PATIENCE))
                .as(() -> json("describe", study).toPrettyString())
                .isTrue();
    }

    private static int count(JsonNode study, String state) {
        return study.path("states").path(state).asInt();
    }

    private static JsonNode describe(String study) {
        return json("describe", study);
    }

    private static JsonNode trial(String study, int id) {
        return json("trial", "describe", study, Integer.toString(id));
    }

    private static JsonNode json(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "-o";
        all[arguments.length + 1] = "json";
        try {
            CommandLineProcess.Result result = SharedStack.run(all);
            return result.exitCode() == 0
                    ? result.json()
                    : com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static CommandLineProcess.Result ok(String... arguments) throws IOException, InterruptedException {
        CommandLineProcess.Result result = SharedStack.run(arguments);
        assertThat(result.exitCode())
                .as("%s: %s%s", String.join(" ", arguments), result.out(), result.err())
                .isZero();
        return result;
    }

    private static org.assertj.core.api.AbstractStringAssert<?> refused(String... arguments)
            throws IOException, InterruptedException {
        CommandLineProcess.Result result = SharedStack.run(arguments);
        assertThat(result.exitCode())
                .as("%s: %s%s", String.join(" ", arguments), result.out(), result.err())
                .isEqualTo(ExitCode.CONFLICT);
        return assertThat(result.err());
    }
}
