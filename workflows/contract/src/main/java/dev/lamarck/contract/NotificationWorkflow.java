package dev.lamarck.contract;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Tells one receiver of one verdict, for as long as that takes; apart from the night, which ends meanwhile. */
@WorkflowInterface
public interface NotificationWorkflow {

    @WorkflowMethod
    void tell(NotificationActivities.NotifyRequest request);
}
