package dev.lamarck.cli.study;

import dev.lamarck.contract.Names;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.contract.TrainingActivities.TrainProgress;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.PendingChildExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowException;
import io.temporal.common.converter.DataConverterException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server has of a study that is not done: slices that train, those that wait for a slot, and what hinders its
 * record.
 *
 * @param running by trial
 * @param queued slices that no worker has taken yet
 * @param recordProblem why the record cannot be written to MLflow; null if nothing is known to hinder it
 */
public record PendingWork(
        List<Slice> running, int queued, @Nullable String recordProblem) {

    private static final String TRAIN = "Train";

    /**
     * A slice in a slot.
     *
     * @param trial its name: the id, or winner-… for a run of the winner
     * @param worker who trains it
     * @param step the last that is done
     * @param metrics the last values, by name
     * @param sinceMillis when the slice began, in milliseconds since 1970
     */
    public record Slice(String trial, String worker, int step, Map<String, Double> metrics, long sinceMillis) {}

    /** Nothing is pending, or nobody can say. */
    public static final PendingWork NONE = new PendingWork(List.of(), 0, null);

    /** Asks the server; what it does not answer is taken for nothing. */
    public static PendingWork of(TemporalConnection connection, String study) {
        Gathering gathering = new Gathering(connection);
        gathering.add(Names.studyWorkflow(study));
        return new PendingWork(
                gathering.running.stream()
                        .sorted(Comparator.comparing(Slice::trial))
                        .toList(),
                gathering.queued,
                gathering.failure(Names.publishWorkflow(study)));
    }

    /** Goes through a workflow and the children that it waits for. */
    private static final class Gathering {

        private final TemporalConnection connection;
        private final List<Slice> running = new ArrayList<>();
        private int queued;

        Gathering(TemporalConnection connection) {
            this.connection = connection;
        }

        void add(String workflow) {
            DescribeWorkflowExecutionResponse described = describe(workflow);
            if (described == null) {
                return;
            }
            for (PendingActivityInfo activity : described.getPendingActivitiesList()) {
                if (activity.getActivityType().getName().equals(TRAIN)) {
                    add(activity);
                }
            }
            for (PendingChildExecutionInfo child : described.getPendingChildrenList()) {
                add(child.getWorkflowId());
            }
        }

        @Nullable
        String failure(String workflow) {
            DescribeWorkflowExecutionResponse described = describe(workflow);
            return described == null
                    ? null
                    : described.getPendingActivitiesList().stream()
                            .filter(PendingActivityInfo::hasLastFailure)
                            .map(activity -> activity.getLastFailure().getMessage())
                            .findFirst()
                            .orElse(null);
        }

        private void add(PendingActivityInfo activity) {
            if (activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED) {
                queued++;
                return;
            }
            TrainProgress progress = progress(activity);
            long since = activity.getLastStartedTime().getSeconds() * 1000;
            progress.steps()
                    .forEach((trial, step) ->
                            running.add(new Slice(trial, progress.worker(), step, progress.metrics(), since)));
        }

        /** Before the first heartbeat it is not known which trial it is. */
        private TrainProgress progress(PendingActivityInfo activity) {
            TrainProgress unknown = new TrainProgress(activity.getLastWorkerIdentity(), Map.of("?", 0), Map.of());
            if (!activity.hasHeartbeatDetails()) {
                return unknown;
            }
            Payloads details = activity.getHeartbeatDetails();
            try {
                TrainProgress told = connection
                        .client()
                        .getOptions()
                        .getDataConverter()
                        .fromPayloads(0, Optional.of(details), TrainProgress.class, TrainProgress.class);
                return told == null || told.steps().isEmpty() ? unknown : told;
            } catch (DataConverterException e) {
                return unknown;
            }
        }

        private @Nullable DescribeWorkflowExecutionResponse describe(String workflow) {
            try {
                return connection
                        .client()
                        .newUntypedWorkflowStub(workflow)
                        .describe()
                        .getRawDescription();
            } catch (WorkflowException e) {
                return null;
            }
        }
    }
}
