package dev.lamarck.engine.study;

import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyRequest;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import org.slf4j.Logger;

/** The workflow that writes a study to MLflow and outlives it, as the study sees it. Workflow code. */
final class Publishers {

    private static final Logger LOG = Workflow.getLogger(Publishers.class);

    private Publishers() {}

    /** By the workflow's id alone: the publisher continues as new, and a child's stub knows its first run only. */
    static PublishWorkflow of(String study) {
        return Workflow.newExternalWorkflowStub(PublishWorkflow.class, Names.publishWorkflow(study));
    }

    static void tell(PublishWorkflow publisher, int segments) {
        try {
            publisher.ended(new PublishWorkflow.StudyEnd(Workflow.getInfo().getRunId(), segments));
        } catch (SignalExternalWorkflowException e) {
            LOG.warn("The publisher is gone: the end of the study is not in MLflow", e);
        }
    }

    static void start(StudyRequest request, long started) {
        PublishWorkflow publisher = Workflow.newChildWorkflowStub(
                PublishWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(Names.publishWorkflow(request.spec().name()))
                        .setTaskQueue(Names.TRACKING_QUEUE)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        Async.function(
                publisher::publish,
                new PublishWorkflow.PublishRequest(request.spec(), request.digest(), started, false, null));
        Workflow.getWorkflowExecution(publisher).get();
    }
}
