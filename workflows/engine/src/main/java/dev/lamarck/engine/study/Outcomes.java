package dev.lamarck.engine.study;

import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.TrainProgress;
import dev.lamarck.engine.call.Failures;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyEvent;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Workflow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the end of a slice means to the study. Workflow code: an event happens when the workflow hears of it. */
final class Outcomes {

    private Outcomes() {}

    static StudyEvent.Result of(
            Member member, long dispatchedMillis, @Nullable MemberResult result, @Nullable RuntimeException failure) {
        return result == null ? lost(member, dispatchedMillis, failure) : of(member, result);
    }

    private static StudyEvent.Result of(Member member, MemberResult result) {
        int trial = Integer.parseInt(member.trial());
        int dispatch = member.dispatch();
        long now = Workflow.currentTimeMillis();
        String checkpoint = result.checkpoint();
        return switch (result.end()) {
            case DONE ->
                new StudyEvent.Measured(
                        trial, dispatch, result.step(), result.metrics(), checkpoint, result.deviceMillis(), now);
            case YIELDED ->
                checkpoint == null
                        ? new StudyEvent.Returned(trial, dispatch, now)
                        : new StudyEvent.Yielded(
                                trial, dispatch, result.step(), checkpoint, result.deviceMillis(), now);
            case RETURNED -> new StudyEvent.Returned(trial, dispatch, now);
            case CHECKPOINT_LOST ->
                new StudyEvent.CheckpointLost(trial, dispatch, String.valueOf(member.checkpoint()), now);
            case FAILED ->
                new StudyEvent.Failed(
                        trial,
                        dispatch,
                        result.failure() == null ? FailureClass.INFRASTRUCTURE : result.failure(),
                        String.valueOf(result.message()),
                        result.worker(),
                        result.deviceMillis(),
                        now);
        };
    }

    /** An attempt that gave no result: it never began, or it was lost with its worker. */
    private static StudyEvent.Result lost(Member member, long dispatchedMillis, @Nullable RuntimeException failure) {
        int trial = Integer.parseInt(member.trial());
        long now = Workflow.currentTimeMillis();
        Throwable cause = failure instanceof ActivityFailure ? failure.getCause() : failure;
        if (cause instanceof CanceledFailure) {
            return new StudyEvent.Returned(trial, member.dispatch(), now);
        }
        return new StudyEvent.Failed(
                trial,
                member.dispatch(),
                failureClass(cause),
                failure == null ? "no result" : Failures.message(failure),
                worker(cause),
                // The slot was held until the server gave the attempt up: counted, so that a budget is not overspent.
                now - dispatchedMillis,
                now);
    }

    private static FailureClass failureClass(@Nullable Throwable cause) {
        return cause instanceof ApplicationFailure application
                ? Arrays.stream(FailureClass.values())
                        .filter(type -> type.name().equals(application.getType()))
                        .findFirst()
                        .orElse(FailureClass.INFRASTRUCTURE)
                : FailureClass.INFRASTRUCTURE;
    }

    /** Who had it, by its last heartbeat; null if it sent none. */
    private static @Nullable String worker(@Nullable Throwable cause) {
        if (cause instanceof TimeoutFailure timeout) {
            TrainProgress last = timeout.getLastHeartbeatDetails().getSize() == 0
                    ? null
                    : timeout.getLastHeartbeatDetails().get(TrainProgress.class);
            return last == null ? null : last.worker();
        }
        return null;
    }
}
