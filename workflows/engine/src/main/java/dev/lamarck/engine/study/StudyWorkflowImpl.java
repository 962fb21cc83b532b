package dev.lamarck.engine.study;

import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.contract.WinnerWorkflow;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.engine.call.Failures;
import dev.lamarck.search.study.StudyStatus;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A study: searches, has the winner chosen, leaves its document. Decides only; activities do. */
public final class StudyWorkflowImpl implements StudyWorkflow {

    private static final Logger LOG = Workflow.getLogger(StudyWorkflowImpl.class);

    private @Nullable Search search;
    private @Nullable StudyRequest request;
    private String phase = "starting";
    private StudyStatus status = StudyStatus.RUNNING;
    private @Nullable WinnerResult winner;
    private @Nullable String message;

    @Override
    public StudyResult run(StudyRequest studyRequest) {
        request = studyRequest;
        StudySpec spec = studyRequest.spec();
        long started = Workflow.currentTimeMillis();
        LedgerActivities ledger = Calls.ledger();
        // By the workflow's id alone: the publisher continues as new, and a child's stub knows its first run only.
        PublishWorkflow publisher =
                Workflow.newExternalWorkflowStub(PublishWorkflow.class, Names.publishWorkflow(spec.name()));
        LedgerWriter writer = new LedgerWriter(spec.name(), ledger, publisher);
        Search running = new Search(spec, writer);
        search = running;
        ledger.begin(studyRequest);
        // Outside of what a cancellation reaches: a killed study is published too.
        Workflow.newDetachedCancellationScope(() -> startPublisher(studyRequest, started))
                .run();
        CancellationScope scope = Workflow.newCancellationScope(() -> searchAndChoose(running, spec));
        try {
            scope.run();
        } catch (CanceledFailure e) {
            status = StudyStatus.KILLED;
            message = "killed";
        } catch (ActivityFailure e) {
            status = StudyStatus.FAILED;
            message = Failures.message(e);
        }
        Workflow.newDetachedCancellationScope(() -> finish(running, writer, ledger, publisher, started))
                .run();
        return result();
    }

    @Override
    public StudySummary summary() {
        if (search == null || request == null) {
            throw new IllegalStateException("The study has not begun yet");
        }
        return search.summary(request.digest(), status, phase, winner, message);
    }

    private void searchAndChoose(Search running, StudySpec spec) {
        phase = "searching";
        message = running.run();
        if (message != null) {
            status = StudyStatus.FAILED;
            return;
        }
        phase = "choosing the winner";
        choose(running, spec);
    }

    private void choose(Search running, StudySpec spec) {
        List<WinnerWorkflow.Finalist> finalists =
                running.finalists(Math.max(1, spec.winner().top()));
        if (finalists.isEmpty()) {
            status = StudyStatus.FAILED;
            message = "No trial came to a result.";
            return;
        }
        WinnerWorkflow child = Workflow.newChildWorkflowStub(
                WinnerWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(Names.winnerWorkflow(spec.name()))
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
                        .build());
        try {
            winner = child.choose(new WinnerWorkflow.WinnerRequest(
                    spec,
                    finalists,
                    spec.pruner().rungs().get(finalists.getFirst().scored().rung()),
                    running.incumbentFinalists()));
            status = StudyStatus.COMPLETED;
        } catch (ChildWorkflowFailure e) {
            if (e.getCause() instanceof CanceledFailure canceled) {
                throw canceled;
            }
            status = StudyStatus.FAILED;
            message = "The winner could not be made: " + Failures.message(e);
        }
    }

    private void finish(
            Search running, LedgerWriter writer, LedgerActivities ledger, PublishWorkflow publisher, long started) {
        phase = "writing the record";
        running.end(message == null ? "the study ended" : message);
        writer.close();
        StudyRequest current = java.util.Objects.requireNonNull(request);
        ledger.finish(new StudyDocument(
                current.spec(),
                current.digest(),
                result(),
                running.incumbents(),
                null,
                writer.segments(),
                writer.last(),
                started,
                Workflow.currentTimeMillis()));
        tellPublisher(publisher);
        phase = "done";
    }

    private StudyResult result() {
        return new StudyResult(status, java.util.Objects.requireNonNull(search).states(), winner, message);
    }

    private static void tellPublisher(PublishWorkflow publisher) {
        try {
            publisher.ended(new PublishWorkflow.StudyEnd(Workflow.getInfo().getRunId()));
        } catch (SignalExternalWorkflowException e) {
            LOG.warn("The publisher is gone: the end of the study is not in MLflow", e);
        }
    }

    private static void startPublisher(StudyRequest request, long started) {
        PublishWorkflow publisher = Workflow.newChildWorkflowStub(
                PublishWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(Names.publishWorkflow(request.spec().name()))
                        .setTaskQueue(Names.TRACKING_QUEUE)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        Async.function(
                publisher::publish,
                new PublishWorkflow.PublishRequest(request.spec(), request.digest(), started, null));
        Workflow.getWorkflowExecution(publisher).get();
    }
}
