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
import io.temporal.client.BatchRequest;
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
     * Begins to write, from the first segment on, also if it is being written already.
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
        PublishRequest request =
                new PublishRequest(document.spec(), document.digest(), document.startedMillis(), true, null);
        // One that is at it begins again: it may have written to a server that has forgotten it since.
        BatchRequest batch = connection.client().newSignalWithStartRequest();
        batch.add(publisher::publish, request);
        batch.add(publisher::republish);
        connection.client().signalWithStart(batch);
    }
}
