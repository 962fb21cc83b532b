package dev.lamarck.cli.study;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.PublishWorkflow.PublishRequest;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.StudyReader;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;

/** Writes the record of an ended study to MLflow once more, from what the artifact store keeps. */
public final class Republication {

    private final TemporalConnection connection;
    private final StudyReader reader;

    public Republication(TemporalConnection connection, StudyReader reader) {
        this.connection = connection;
        this.reader = reader;
    }

    /**
     * Begins to write, unless it is being written already.
     *
     * @throws CliException if the study has not ended: its record is written as it goes
     * @throws dev.lamarck.ledger.UnknownStudyException if there is no such study
     */
    public void begin(String study) {
        reader.job(study);
        StudyDocument document = reader.document(study)
                .orElseThrow(() -> new CliException(
                        ExitCode.CONFLICT,
                        "Study '%s' has not ended: its record is written as it goes on.".formatted(study)));
        PublishWorkflow publisher = connection
                .client()
                .newWorkflowStub(
                        PublishWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(Names.publishWorkflow(study))
                                .setTaskQueue(Names.TRACKING_QUEUE)
                                .setWorkflowIdReusePolicy(
                                        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                                .build());
        try {
            WorkflowClient.start(
                    publisher::publish,
                    new PublishRequest(document.spec(), document.digest(), document.startedMillis(), true, null));
        } catch (WorkflowExecutionAlreadyStarted e) {
            connection
                    .client()
                    .newWorkflowStub(PublishWorkflow.class, Names.publishWorkflow(study))
                    .republish();
        }
    }
}
