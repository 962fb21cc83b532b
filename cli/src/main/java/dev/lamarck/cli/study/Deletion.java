package dev.lamarck.cli.study;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.UnknownStudyException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Removes a study that has ended: what the server and what the artifact store has of it. Data sets and scripts stay. */
public final class Deletion {

    private static final Set<Status.Code> NOT_PERMITTED =
            Set.of(Status.Code.PERMISSION_DENIED, Status.Code.UNIMPLEMENTED, Status.Code.UNAUTHENTICATED);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 250;

    private final TemporalConnection connection;
    private final ArtifactStore store;

    public Deletion(TemporalConnection connection, ArtifactStore store) {
        this.connection = connection;
        this.store = store;
    }

    /**
     * What was removed.
     *
     * @param histories of workflows; none where the server does not permit it
     * @param permitted whether it does
     */
    public record Deleted(int artifacts, int histories, boolean permitted) {}

    /**
     * Makes sure that nothing works on the study any more.
     *
     * @param unpublished also if its record has not reached MLflow
     * @throws CliException with {@link ExitCode#CONFLICT} if something does
     * @throws UnknownStudyException if neither server nor store knows it
     */
    public void requireEnded(String study, boolean unpublished) {
        if (store.list(ArtifactKeys.study(study)).isEmpty()
                && latestRun(Names.studyWorkflow(study)).findAny().isEmpty()) {
            throw new UnknownStudyException(study);
        }
        if (isOpen(Names.studyWorkflow(study))) {
            throw new CliException(
                    ExitCode.CONFLICT,
                    "Study '%s' runs. End it first by 'lamarck stop %s' or 'lamarck kill %s'."
                            .formatted(study, study, study));
        }
        if (!unpublished && isOpen(Names.publishWorkflow(study))) {
            throw new CliException(
                    ExitCode.CONFLICT,
                    "The record of study '%s' is not in MLflow yet. Wait for it, or add --unpublished to give it up."
                            .formatted(study));
        }
    }

    /** Removes it; what was begun and broken off can be done again. */
    public Deleted delete(String study) {
        Set<WorkflowExecution> histories = new HashSet<>();
        boolean permitted = deleteHistories(study, histories);
        int artifacts = 0;
        String job = ArtifactKeys.job(study);
        for (String key : store.list(ArtifactKeys.study(study))) {
            if (!key.equals(job)) {
                store.delete(key);
                artifacts++;
            }
        }
        // Last, so that a study whose deletion was broken off is still one that can be deleted.
        store.delete(job);
        return new Deleted(artifacts + 1, permitted ? histories.size() : 0, permitted);
    }

    /** The server lists runs late and removes them later; so it is asked until it knows none of them. */
    private boolean deleteHistories(String study, Set<WorkflowExecution> deleted) {
        String id = Names.studyWorkflow(study);
        String query = "WorkflowId = '%s' OR WorkflowId STARTS_WITH '%s/'".formatted(id, id);
        List<String> latest = List.of(id, Names.publishWorkflow(study), Names.winnerWorkflow(study));
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            List<WorkflowExecution> runs = Stream.concat(
                            connection.client().listExecutions(query).map(WorkflowExecutionMetadata::getExecution),
                            latest.stream().flatMap(this::latestRun))
                    .distinct()
                    .toList();
            for (WorkflowExecution run : runs) {
                if (!deleteHistory(run)) {
                    return false;
                }
                deleted.add(run);
            }
            if (runs.isEmpty() || !pause(end)) {
                return true;
            }
        }
    }

    private Stream<WorkflowExecution> latestRun(String workflow) {
        try {
            return Stream.of(connection
                    .client()
                    .newUntypedWorkflowStub(workflow)
                    .describe()
                    .getExecution());
        } catch (WorkflowNotFoundException e) {
            return Stream.empty();
        }
    }

    private static boolean pause(Instant end) {
        if (Instant.now().isAfter(end)) {
            return false;
        }
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean deleteHistory(WorkflowExecution run) {
        try {
            connection
                    .service()
                    .blockingStub()
                    .deleteWorkflowExecution(DeleteWorkflowExecutionRequest.newBuilder()
                            .setNamespace(connection.client().getOptions().getNamespace())
                            .setWorkflowExecution(run)
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (NOT_PERMITTED.contains(code)) {
                return false;
            }
            if (code == Status.Code.NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }

    private boolean isOpen(String workflow) {
        try {
            return connection
                            .client()
                            .newUntypedWorkflowStub(workflow)
                            .describe()
                            .getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException e) {
            return false;
        }
    }
}
