package dev.lamarck.engine.tracking;

import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.RegistryActivities.Registration;
import dev.lamarck.contract.ReportActivities;
import dev.lamarck.contract.TrackingActivities;
import dev.lamarck.contract.TrackingActivities.CloseRequest;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.TrackingActivities.Position;
import dev.lamarck.contract.TrackingActivities.TrialsRequest;
import dev.lamarck.contract.TrackingActivities.TrialsResult;
import dev.lamarck.engine.call.Calls;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Publishes what the ledger holds, again and again until the study has ended, then its end. Every call is retried until it
 * succeeds. Its own state is a position in the ledger: it costs the same however long MLflow was away.
 */
public final class PublishWorkflowImpl implements PublishWorkflow {

    private static final Logger LOG = Workflow.getLogger(PublishWorkflowImpl.class);
    private static final Duration BEFORE_BEGINNING_AGAIN = Duration.ofSeconds(10);

    /** How long a call may go on once the history is long; one that MLflow answers needs no more. */
    private static final Duration TO_FINISH = Duration.ofMinutes(2);

    private Position position = Position.BEGINNING;
    private @Nullable StudyEnd end;
    private @Nullable ParentRun parent;
    private @Nullable String version;
    private boolean due = true;
    private boolean again;
    private boolean done;

    @Override
    public PublishStatus publish(PublishRequest request) {
        resume(request.carried());
        while (!done) {
            Workflow.await(() -> due || again || hasEnded(request));
            // What the study wrote before it said that it has ended is in the store.
            boolean last = hasEnded(request);
            due = false;
            if (again) {
                again = false;
                parent = null;
                position = Position.BEGINNING;
            }
            try {
                pass(request, last);
            } catch (ActivityFailure e) {
                beginAgainIfLost(e);
            }
            if (!done && Workflow.getInfo().isContinueAsNewSuggested()) {
                carryOn(request);
            }
        }
        return status();
    }

    @Override
    public void segment(Segment segment) {
        due = true;
    }

    @Override
    public void republish() {
        again = true;
        done = false;
    }

    @Override
    public void ended(StudyEnd studyEnd) {
        end = studyEnd;
    }

    @Override
    public PublishStatus status() {
        return new PublishStatus(
                parent == null ? null : parent.experimentId(),
                parent == null ? null : parent.runId(),
                version,
                position.segments(),
                done);
    }

    private boolean hasEnded(PublishRequest request) {
        return end != null || request.ended();
    }

    private void pass(PublishRequest request, boolean last) {
        TrackingActivities tracking = Calls.tracking();
        ParentRun run = parent == null ? await(request, () -> tracking.openStudy(request)) : parent;
        parent = run;
        TrialsRequest trials = new TrialsRequest(request.spec().name(), run, position);
        TrialsResult result = await(request, () -> tracking.publishTrials(trials));
        position = result.position();
        due |= result.more();
        if (last && !due && !again) {
            close(request, tracking, run);
            done = !again;
        }
    }

    /**
     * The result of a call that may take as long as MLflow is away. Signals go on meanwhile: before they are too many for
     * one history the call is given up, to be made again by the next run.
     */
    private <T> T await(PublishRequest request, Functions.Func<T> call) {
        AtomicReference<@Nullable Promise<T>> promise = new AtomicReference<>();
        CancellationScope scope = Workflow.newCancellationScope(() -> promise.set(Async.function(call)));
        scope.run();
        Promise<T> running = java.util.Objects.requireNonNull(promise.get());
        Workflow.await(() -> running.isCompleted() || Workflow.getInfo().isContinueAsNewSuggested());
        if (!Workflow.await(TO_FINISH, running::isCompleted)) {
            scope.cancel("the history is long");
            // Two attempts at once would make runs twice: the call has ended, one way or the other.
            if (running.handle((_, failure) -> failure != null).get()) {
                carryOn(request);
            }
        }
        return running.get();
    }

    private void close(PublishRequest request, TrackingActivities tracking, ParentRun run) {
        String study = request.spec().name();
        CloseRequest closing = new CloseRequest(study, run);
        boolean hasWinner = tracking.closeStudy(closing);
        attachReport(tracking, closing);
        // A night registers its winner itself: it has to know the version before it goes on.
        if (hasWinner
                && request.spec().trainer().makesModels()
                && (request.spec().nightly() == null || request.ended())) {
            Registration registration = Calls.registry().register(closing);
            version = registration.version();
        }
        String ended = end == null ? null : end.runId();
        if (ended != null) {
            Calls.engineLedger()
                    .keepHistory(new LedgerActivities.HistoryRequest(study, Names.studyWorkflow(study), ended));
        }
    }

    /** A study without its report is recorded all the same. */
    private static void attachReport(TrackingActivities tracking, CloseRequest closing) {
        ReportActivities.ReportResult report;
        try {
            report = Calls.report().report(new ReportActivities.ReportRequest(closing.study()));
        } catch (ActivityFailure e) {
            LOG.warn("Study {} has no report", closing.study(), e);
            return;
        }
        tracking.attachReport(new TrackingActivities.AttachRequest(closing, report.key()));
    }

    /** A server that was emptied, or another in its place, gets all of it. */
    private void beginAgainIfLost(ActivityFailure failure) {
        if (!(failure.getCause() instanceof ApplicationFailure cause)
                || !cause.getType().equals(TrackingActivities.LOST)) {
            throw failure;
        }
        LOG.warn("The study is published again from the beginning: {}", cause.getOriginalMessage());
        Workflow.sleep(BEFORE_BEGINNING_AGAIN);
        again = true;
    }

    private void resume(@Nullable Carried carried) {
        if (carried == null) {
            return;
        }
        PublishStatus status = carried.status();
        if (status.experimentId() != null && status.runId() != null) {
            parent = new ParentRun(status.experimentId(), status.runId());
        }
        version = status.version();
        position = carried.position();
        // Signals of this run may have come before its main method began.
        again |= carried.again();
        end = end == null ? carried.end() : end;
    }

    private void carryOn(PublishRequest request) {
        Workflow.await(Workflow::isEveryHandlerFinished);
        Workflow.continueAsNew(new PublishRequest(
                request.spec(),
                request.digest(),
                request.startedMillis(),
                request.ended(),
                new Carried(status(), position, again, end)));
    }
}
