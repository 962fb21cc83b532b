package dev.lamarck.contract;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One search job, from the first suggestion to the packaged winner. A cancellation kills it. */
@WorkflowInterface
public interface StudyWorkflow {

    @WorkflowMethod
    StudyResult run(StudyRequest request);

    /** How the study stands; a few kilobytes, whatever its size. */
    @QueryMethod
    StudySummary summary();
}
