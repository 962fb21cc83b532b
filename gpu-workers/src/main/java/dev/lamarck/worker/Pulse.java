package dev.lamarck.worker;

import dev.lamarck.contract.TrainingActivities.TrainProgress;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.util.Map;

/** Tells the server how far an attempt is, and what the server thinks of it. */
interface Pulse {

    /** What the server wants. */
    enum Answer {
        WANTED,
        /** It is cancelled: a checkpoint is worth having, then the slot. */
        UNWANTED,
        /** The worker shuts down: the same, but the server hears nothing more until the end. */
        LEAVING,
        /** What it comes to will not be taken. */
        FORGOTTEN
    }

    Answer beat(int step, Map<String, Double> metrics);

    /** By the heartbeats of an activity. */
    static Pulse of(ActivityExecutionContext context, String worker, String trial) {
        return (step, metrics) -> {
            try {
                context.heartbeat(new TrainProgress(worker, Map.of(trial, step), metrics));
                return Answer.WANTED;
            } catch (ActivityNotExistsException e) {
                return Answer.FORGOTTEN;
            } catch (ActivityWorkerShutdownException e) {
                return Answer.LEAVING;
            } catch (ActivityCompletionException e) {
                return Answer.UNWANTED;
            }
        };
    }
}
