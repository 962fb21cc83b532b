package dev.lamarck.engine.night;

import dev.lamarck.contract.Names;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySelectionWorkflow;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.NotificationActivities.NotifyRequest;
import dev.lamarck.contract.NotificationWorkflow;
import dev.lamarck.contract.TrackingActivities.CloseNightRequest;
import dev.lamarck.contract.TrackingActivities.OpenNightRequest;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.Verdict;
import dev.lamarck.engine.call.Calls;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A night from its first call to its record. What it decides is in {@link NightSelection}. */
public final class NightlySelectionWorkflowImpl implements NightlySelectionWorkflow {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** The type of the failure by which a schedule sees that a night FAILED. */
    private static final String NIGHT_FAILED = "NIGHT_FAILED";

    private @Nullable NightSelection selection;
    private @Nullable NightDocument document;
    private String night = "";
    private String recording = "";

    @Override
    public NightDocument run(NightRequest request) {
        NightlySpec spec = request.spec();
        long started = Workflow.currentTimeMillis();
        night = spec.name() + "-" + STAMP.format(Instant.ofEpochMilli(started));
        Promise<ParentRun> parent =
                Async.function(Calls.tracking()::openNight, new OpenNightRequest(spec.name(), night, started));
        NightSelection running = new NightSelection(spec, night, request.digest(), parent);
        selection = running;
        NightSelection.Outcome outcome = decide(running);
        NightDocument result = running.document(outcome, started);
        Workflow.newDetachedCancellationScope(() -> record(result, parent, spec))
                .run();
        if (result.verdict() == Verdict.FAILED) {
            throw ApplicationFailure.newNonRetryableFailure(result.reason(), NIGHT_FAILED);
        }
        return result;
    }

    @Override
    public NightStatus status() {
        String phase = !recording.isEmpty() || selection == null ? recording : selection.phase();
        return new NightStatus(night, phase.isEmpty() ? "starting" : phase, document);
    }

    private static NightSelection.Outcome decide(NightSelection running) {
        try {
            return running.decide();
        } catch (CanceledFailure e) {
            return new NightSelection.Outcome(Verdict.FAILED, "The night was cancelled.");
        } catch (ActivityFailure e) {
            return e.getCause() instanceof CanceledFailure
                    ? new NightSelection.Outcome(Verdict.FAILED, "The night was cancelled.")
                    : running.failed(e);
        }
    }

    /** The store first: a dead MLflow delays the page, never the record. */
    private void record(NightDocument result, Promise<ParentRun> parent, NightlySpec spec) {
        recording = "writing the record";
        Calls.night().keep(result);
        document = result;
        tell(result, spec);
        ParentRun run = parent.getFailure() == null ? parent.get() : reopened(result);
        Calls.tracking().closeNight(new CloseNightRequest(result, run));
        recording = "done";
    }

    /** A night that was cancelled before MLflow had answered. */
    private static ParentRun reopened(NightDocument result) {
        return Calls.tracking()
                .openNight(new OpenNightRequest(result.nightly(), result.night(), result.startedMillis()));
    }

    /** By workflows of their own: a receiver that is down must not hold up the next night. */
    private static void tell(NightDocument result, NightlySpec spec) {
        int number = 0;
        for (NightlySpec.Notification notification : spec.notifications()) {
            number++;
            if (notification.on().contains(result.verdict())) {
                NotificationWorkflow child = Workflow.newChildWorkflowStub(
                        NotificationWorkflow.class,
                        ChildWorkflowOptions.newBuilder()
                                .setWorkflowId(Names.notificationWorkflow(result.night(), number))
                                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                                .build());
                Async.procedure(child::tell, new NotifyRequest(result, notification));
                Workflow.getWorkflowExecution(child).get();
            }
        }
    }
}
