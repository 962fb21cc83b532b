package dev.lamarck.cli.study;

import dev.lamarck.contract.Names;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.LiveStudies;
import dev.lamarck.search.study.Trial;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the Temporal server tells of studies; a server or an engine that is away tells nothing. */
public final class ServerStudies implements LiveStudies {

    /** More pages than any study has that this version can run. */
    private static final int MOST_PAGES = 10_000;

    private final TemporalConnection connection;

    public ServerStudies(TemporalConnection connection) {
        this.connection = connection;
    }

    @Override
    public Optional<StudySummary> summary(String study) {
        try {
            return Optional.of(workflow(study).summary());
        } catch (WorkflowException | StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Trial> living(String study) {
        List<Trial> living = new ArrayList<>();
        try {
            for (int page = 0; page < MOST_PAGES; page++) {
                List<Trial> some = workflow(study).live(page);
                living.addAll(some);
                if (some.size() < StudyWorkflow.PAGE) {
                    break;
                }
            }
        } catch (WorkflowException | StatusRuntimeException e) {
            return living;
        }
        return living;
    }

    @Override
    public boolean isForgotten(String study) {
        try {
            connection
                    .client()
                    .newUntypedWorkflowStub(Names.studyWorkflow(study))
                    .describe();
            return false;
        } catch (WorkflowNotFoundException e) {
            return true;
        } catch (WorkflowException | StatusRuntimeException e) {
            return false;
        }
    }

    private StudyWorkflow workflow(String study) {
        return connection.client().newWorkflowStub(StudyWorkflow.class, Names.studyWorkflow(study));
    }
}
