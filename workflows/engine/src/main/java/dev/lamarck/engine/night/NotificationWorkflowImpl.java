package dev.lamarck.engine.night;

import dev.lamarck.contract.NotificationActivities.NotifyRequest;
import dev.lamarck.contract.NotificationWorkflow;
import dev.lamarck.engine.call.Calls;

/** Tries until the receiver has taken the message, or the time for that is over. */
public final class NotificationWorkflowImpl implements NotificationWorkflow {

    @Override
    public void tell(NotifyRequest request) {
        Calls.notification().notify(request);
    }
}
