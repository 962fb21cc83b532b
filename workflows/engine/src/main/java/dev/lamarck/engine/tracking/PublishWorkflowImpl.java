package dev.lamarck.engine.tracking;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.RegistryActivities.Registration;
import dev.lamarck.contract.ReportActivities;
import dev.lamarck.contract.TrackingActivities;
import dev.lamarck.contract.TrackingActivities.CloseRequest;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.TrackingActivities.TrialsRequest;
import dev.lamarck.engine.call.Calls;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Publishes segment after segment, in order, then the end. Every call is retried until it succeeds. */
public final class PublishWorkflowImpl implements PublishWorkflow {

    private static final Logger LOG = Workflow.getLogger(PublishWorkflowImpl.class);

    /** Those that wait, by key: signals come in any order, even that of the end. */
    private final Map<String, Segment> segments = new TreeMap<>();

    private @Nullable StudyEnd end;
    private @Nullable ParentRun parent;
    private @Nullable String version;
    private int published;
    private boolean done;

    @Override
    public PublishStatus publish(PublishRequest request) {
        resume(request.carried());
        TrackingActivities tracking = Calls.tracking();
        if (parent == null) {
            parent = tracking.openStudy(request);
        }
        while (true) {
            String key = ArtifactKeys.segment(request.spec().name(), published + 1);
            Workflow.await(() -> segments.containsKey(key) || (end != null && published == end.segments()));
            Segment next = segments.get(key);
            if (next == null) {
                break;
            }
            tracking.publishTrials(new TrialsRequest(request.spec(), parent, next));
            segments.remove(key);
            published++;
            if (Workflow.getInfo().isContinueAsNewSuggested()) {
                carryOn(request);
            }
        }
        close(request, tracking, parent);
        return status();
    }

    @Override
    public void segment(Segment segment) {
        segments.put(segment.key(), segment);
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
                published,
                done);
    }

    private void close(PublishRequest request, TrackingActivities tracking, ParentRun run) {
        String study = request.spec().name();
        CloseRequest closing = new CloseRequest(study, run);
        boolean hasWinner = tracking.closeStudy(closing);
        attachReport(tracking, closing);
        // A night registers its winner itself: it has to know the version before it goes on.
        if (hasWinner
                && request.spec().trainer().makesModels()
                && request.spec().nightly() == null) {
            Registration registration = Calls.registry().register(closing);
            version = registration.version();
        }
        done = true;
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

    private void resume(@Nullable Carried carried) {
        if (carried == null) {
            return;
        }
        PublishStatus status = carried.status();
        if (status.experimentId() != null && status.runId() != null) {
            parent = new ParentRun(status.experimentId(), status.runId());
        }
        published = status.segments();
        carried.waiting().forEach(this::segment);
        end = end == null ? carried.end() : end;
    }

    private void carryOn(PublishRequest request) {
        Workflow.continueAsNew(new PublishRequest(
                request.spec(),
                request.digest(),
                request.startedMillis(),
                new Carried(status(), List.copyOf(segments.values()), end)));
    }
}
