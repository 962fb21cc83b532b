package dev.lamarck.cli.night;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.study.Studies;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySelectionWorkflow;
import dev.lamarck.contract.NightlySelectionWorkflow.NightStatus;
import dev.lamarck.contract.TemporalConnection;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowException;
import java.time.Duration;
import java.time.Instant;

/** Waits for the verdict of a night and tells its phases meanwhile. */
public final class NightWatch {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration REMIND = Duration.ofSeconds(15);
    private static final Duration CHECK = Duration.ofSeconds(5);

    private final TemporalConnection connection;
    private final Output output;
    private Instant lastAnswer = Instant.now();
    private boolean away;

    public NightWatch(TemporalConnection connection, Output output) {
        this.connection = connection;
        this.output = output;
    }

    /**
     * The night with its verdict.
     *
     * @param workflow the night's
     * @param end when to stop waiting
     * @throws CliException if the time is up, or the night's workflow was ended from outside
     */
    public NightDocument await(String workflow, Instant end) throws InterruptedException {
        NightlySelectionWorkflow night = connection.client().newWorkflowStub(NightlySelectionWorkflow.class, workflow);
        String phase = "";
        Instant check = Instant.now().plus(CHECK);
        while (Instant.now().isBefore(end)) {
            try {
                NightStatus status = night.status();
                lastAnswer = Instant.now();
                away = false;
                NightDocument document = status.document();
                if (document != null) {
                    return document;
                }
                if (!status.phase().equals(phase)) {
                    phase = status.phase();
                    output.note("%s: %s".formatted(status.night(), phase));
                }
                if (Instant.now().isAfter(check)) {
                    check = Instant.now().plus(CHECK);
                    requireOpen(workflow);
                }
            } catch (WorkflowException | StatusRuntimeException e) {
                if (!Studies.isUnavailable(e)) {
                    throw e;
                }
                remind();
            }
            Thread.sleep(PAUSE);
        }
        throw new CliException(ExitCode.TIMEOUT, "The night %s has no verdict yet; it goes on.".formatted(workflow));
    }

    /** What a night does, as far as an engine answers. */
    public String phase(String workflow) {
        try {
            return connection
                    .client()
                    .newWorkflowStub(NightlySelectionWorkflow.class, workflow)
                    .status()
                    .phase();
        } catch (WorkflowException | StatusRuntimeException e) {
            return "unknown: no engine answers";
        }
    }

    private void requireOpen(String workflow) {
        WorkflowExecutionStatus status =
                connection.client().newUntypedWorkflowStub(workflow).describe().getStatus();
        if (status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED
                || status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT) {
            throw new CliException(
                    ExitCode.FAILURE, "The night %s was ended from outside; it has no verdict.".formatted(workflow));
        }
    }

    private void remind() {
        if (!away && Instant.now().isAfter(lastAnswer.plus(REMIND))) {
            away = true;
            output.note(
                    "No answer from Temporal or the engine; waiting. The night is safe; 'lamarck dev up' starts what died.");
        }
    }
}
