package dev.lamarck.cli.study;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.stack.Pollers;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.contract.StudyCommand.CommandResult;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.UnknownStudyException;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells running studies what people want. A server or an engine that is away for a moment is waited for; the command keeps
 * its id, so that it is obeyed once however often it is sent.
 */
public final class CommandSender {

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** The server's word for an update that a workflow had accepted when it went on in another run. */
    private static final String CARRIED_ON = "AcceptedUpdateCompletedWorkflow";

    private final TemporalConnection connection;
    private final Ledger ledger;
    private final Output output;

    public CommandSender(TemporalConnection connection, Ledger ledger, Output output) {
        this.connection = connection;
        this.ledger = ledger;
        this.output = output;
    }

    /**
     * Sends a command and returns when the study has obeyed it.
     *
     * @throws CliException with {@link ExitCode#CONFLICT} if it makes no sense for the study now, with
     *     {@link ExitCode#UNAVAILABLE} if nobody answers in time
     * @throws UnknownStudyException if there is no such study
     */
    public CommandResult send(String study, StudyCommand command, Duration patience) {
        Instant end = Instant.now().plus(patience);
        boolean repeated = false;
        while (true) {
            try {
                CommandResult result = attempt(study, command, end);
                if (!result.applied() && !repeated) {
                    throw new CliException(ExitCode.CONFLICT, result.message());
                }
                return result;
            } catch (WorkflowUpdateException e) {
                requireCarriedOn(e);
            } catch (WorkflowNotFoundException e) {
                requireRunning(study);
            } catch (WorkflowException | StatusRuntimeException e) {
                if (!Studies.isUnavailable(e)) {
                    throw e;
                }
            }
            repeated = true;
            if (!pause(end)) {
                throw nobody(study, patience);
            }
        }
    }

    /** Ends a study now; returns when the server has taken the word, whoever else is there. */
    public void kill(String study, Duration patience) {
        Instant end = Instant.now().plus(patience);
        while (true) {
            try {
                requireRunning(study);
                connection
                        .client()
                        .newUntypedWorkflowStub(Names.studyWorkflow(study))
                        .cancel();
                return;
            } catch (WorkflowException | StatusRuntimeException e) {
                if (!Studies.isUnavailable(e)) {
                    throw e;
                }
                if (!pause(end)) {
                    throw e;
                }
            }
        }
    }

    private CommandResult attempt(String study, StudyCommand command, Instant end) {
        WorkflowStub stub = connection.client().newUntypedWorkflowStub(Names.studyWorkflow(study));
        UpdateOptions<CommandResult> options = UpdateOptions.newBuilder(CommandResult.class)
                .setUpdateName("command")
                .setUpdateId(command.id())
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build();
        // The call may wait for an engine for longer than the caller wants to.
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("command").start(() -> {
            try {
                answer.complete(stub.startUpdate(options, command).getResult());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(Math.max(1, Duration.between(Instant.now(), end).toMillis()), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw nobody(study, Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "Interrupted; study '%s' may obey yet.".formatted(study), e);
        }
    }

    /** A refusal is final; only that of a workflow which goes on in another run is not. */
    private static void requireCarriedOn(WorkflowUpdateException refusal) {
        if (refusal.getCause() instanceof ApplicationFailure failure) {
            if (failure.getType().equals(CARRIED_ON)) {
                return;
            }
            throw new CliException(ExitCode.CONFLICT, failure.getOriginalMessage(), refusal);
        }
        throw refusal;
    }

    /** Returns if the study's workflow runs. */
    private void requireRunning(String study) {
        try {
            WorkflowExecutionStatus status = connection
                    .client()
                    .newUntypedWorkflowStub(Names.studyWorkflow(study))
                    .describe()
                    .getStatus();
            if (status != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING) {
                throw new CliException(ExitCode.CONFLICT, "Study '%s' has ended already.".formatted(study));
            }
        } catch (WorkflowNotFoundException e) {
            if (ledger.document(study).isPresent()) {
                throw new CliException(ExitCode.CONFLICT, "Study '%s' has ended already.".formatted(study), e);
            }
            if (ledger.job(study).isPresent()) {
                throw new CliException(
                        ExitCode.CONFLICT,
                        "The server no longer knows study '%s'; there is nothing that could obey.".formatted(study),
                        e);
            }
            throw new UnknownStudyException(study);
        }
    }

    /** Why nobody answered in time. */
    private CliException nobody(String study, Duration patience) {
        String after = patience.isZero() ? "in time" : "within %d s".formatted(patience.toSeconds());
        try {
            if (new Pollers(connection).engines().isEmpty()) {
                return new CliException(
                        ExitCode.UNAVAILABLE,
                        "No engine serves, so that study '%s' did not answer %s; it may obey when one does. 'lamarck dev up' or 'lamarck engine start' starts one."
                                .formatted(study, after));
            }
        } catch (StatusRuntimeException e) {
            output.note("The server does not say which engines serve: %s"
                    .formatted(e.getStatus().getCode()));
        }
        return new CliException(
                ExitCode.UNAVAILABLE,
                "Study '%s' did not answer %s; it may obey yet. See 'lamarck describe %s'."
                        .formatted(study, after, study));
    }

    private static boolean pause(Instant end) {
        if (Instant.now().plus(PAUSE).isAfter(end)) {
            return false;
        }
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
