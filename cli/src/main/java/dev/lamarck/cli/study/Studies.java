package dev.lamarck.cli.study;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.job.Job;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.Ledger;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import java.util.Map;
import java.util.Optional;

/** Studies on the Temporal server, and what the artifact store keeps of them. */
public final class Studies {

    private static final int MOST_AGAIN = 10_000;

    /**
     * A study that was submitted.
     *
     * @param attached true if it existed already with the same job
     */
    public record Submitted(String name, boolean attached) {}

    private final TemporalConnection connection;
    private final ArtifactStore store;
    private final Ledger ledger;

    public Studies(TemporalConnection connection, ArtifactStore store) {
        this.connection = connection;
        this.store = store;
        this.ledger = new Ledger(store);
    }

    /**
     * Starts a study, or finds the one that has the same name and job.
     *
     * @param again starts another one under the next free name
     */
    public Submitted submit(Job job, boolean again) {
        String digest = job.digest();
        if (!again) {
            Optional<String> known = digest(job.spec().name());
            if (known.isPresent()) {
                return attach(job.spec().name(), digest, known.get());
            }
            return start(job, digest);
        }
        for (int i = 2; i <= MOST_AGAIN; i++) {
            Job renamed = job.named(job.spec().name() + "-" + i);
            if (digest(renamed.spec().name()).isEmpty()) {
                return start(renamed, renamed.digest());
            }
        }
        throw new CliException(
                ExitCode.CONFLICT,
                "Study '%s' exists too often.".formatted(job.spec().name()));
    }

    /** How a study stands, from the running or finished workflow; empty if the server does not know it. */
    public Optional<StudySummary> summary(String name) {
        try {
            return Optional.of(connection
                    .client()
                    .newWorkflowStub(StudyWorkflow.class, Names.studyWorkflow(name))
                    .summary());
        } catch (WorkflowNotFoundException e) {
            return Optional.empty();
        }
    }

    /** What has been published; empty if publishing has not begun. */
    public Optional<PublishWorkflow.PublishStatus> published(String name) {
        try {
            return Optional.of(connection
                    .client()
                    .newWorkflowStub(PublishWorkflow.class, Names.publishWorkflow(name))
                    .status());
        } catch (WorkflowNotFoundException e) {
            return Optional.empty();
        }
    }

    /** True if the study's workflow still runs. */
    private boolean isOpen(String name) {
        return connection
                        .client()
                        .newUntypedWorkflowStub(Names.studyWorkflow(name))
                        .describe()
                        .getStatus()
                == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    /**
     * Makes sure that a study which is not done can still become so: a workflow that was terminated, or broke, never does.
     *
     * @throws CliException if it cannot
     */
    public void requireHope(String name) {
        if (!isOpen(name) && !summary(name).map(StudySummary::phase).orElse("").equals("done")) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "The workflow of study '%s' was ended from outside. Its record is kept; see Temporal's page for the reason."
                            .formatted(name));
        }
    }

    /** True if a failure only says that the server, or an engine that answers queries, is not there now. */
    public static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status) {
                Status.Code code = status.getStatus().getCode();
                return code == Status.Code.UNAVAILABLE
                        || code == Status.Code.DEADLINE_EXCEEDED
                        || code == Status.Code.CANCELLED
                        || code == Status.Code.RESOURCE_EXHAUSTED
                        || code == Status.Code.FAILED_PRECONDITION;
            }
        }
        return false;
    }

    private Submitted start(Job job, String digest) {
        String name = job.spec().name();
        job.importInto(store);
        StudyWorkflow workflow = connection
                .client()
                .newWorkflowStub(
                        StudyWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(Names.studyWorkflow(name))
                                .setTaskQueue(Names.ENGINE_QUEUE)
                                .setWorkflowIdReusePolicy(
                                        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                                .setMemo(Map.of(Names.DIGEST_MEMO, digest))
                                .build());
        try {
            WorkflowClient.start(workflow::run, new StudyRequest(job.spec(), digest));
            return new Submitted(name, false);
        } catch (WorkflowExecutionAlreadyStarted e) {
            // Another submission was quicker.
            return attach(name, digest, digest(name).orElse(""));
        }
    }

    private static Submitted attach(String name, String digest, String known) {
        if (!known.equals(digest)) {
            throw new CliException(
                    ExitCode.CONFLICT,
                    "Study '%s' exists with another job. Start this one as '%s-2' or so by --again, or give it another name."
                            .formatted(name, name));
        }
        return new Submitted(name, true);
    }

    /** The digest of the job that a study was started with. */
    private Optional<String> digest(String name) {
        Optional<String> kept = ledger.job(name).map(StudyRequest::digest);
        if (kept.isPresent()) {
            return kept;
        }
        try {
            Object memo = connection
                    .client()
                    .newUntypedWorkflowStub(Names.studyWorkflow(name))
                    .describe()
                    .getMemo(Names.DIGEST_MEMO, String.class);
            return Optional.of(memo == null ? "" : memo.toString());
        } catch (WorkflowNotFoundException e) {
            return Optional.empty();
        } catch (WorkflowServiceException e) {
            if (isNotFound(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isNotFound(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status) {
                return status.getStatus().getCode() == Status.Code.NOT_FOUND;
            }
        }
        return false;
    }
}
