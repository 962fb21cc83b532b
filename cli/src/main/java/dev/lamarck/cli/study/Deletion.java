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
import java.util.List;
import java.util.Set;

/** Removes a study that has ended: what the server and what the artifact store has of it. Data sets and scripts stay. */
public final class Deletion {

    private static final Set<Status.Code> NOT_PERMITTED =
            Set.of(Status.Code.PERMISSION_DENIED, Status.Code.UNIMPLEMENTED, Status.Code.UNAUTHENTICATED);

    private final TemporalConnection connection;
    private final ArtifactStore store;

    public Deletion(TemporalConnection connection, ArtifactStore store) {
        this.connection = connection;
        this.store = store;
    }

    /**
     * What was removed.
     *
     * @param histories of workflows; fewer than there are where the server does not permit it
     * @param permitted whether the server did
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
        if (store.list(ArtifactKeys.study(study)).isEmpty() && !isOnServer(Names.studyWorkflow(study))) {
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
        int histories = 0;
        boolean permitted = true;
        String id = Names.studyWorkflow(study);
        List<WorkflowExecutionMetadata> runs = connection
                .client()
                .listExecutions("WorkflowId = '%s' OR WorkflowId STARTS_WITH '%s/'".formatted(id, id))
                .toList();
        for (WorkflowExecutionMetadata run : runs) {
            permitted &= deleteHistory(run.getExecution());
            histories += permitted ? 1 : 0;
        }
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
        return new Deleted(artifacts + 1, histories, permitted);
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

    private boolean isOnServer(String workflow) {
        try {
            connection.client().newUntypedWorkflowStub(workflow).describe();
            return true;
        } catch (WorkflowNotFoundException e) {
            return false;
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
