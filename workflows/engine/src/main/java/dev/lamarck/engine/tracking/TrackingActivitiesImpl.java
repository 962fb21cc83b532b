package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.PublishWorkflow.PublishRequest;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrackingActivities;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.engine.tracking.Backlog.Update;
import dev.lamarck.engine.tracking.MlflowRuns.Run;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.LedgerException;
import dev.lamarck.ledger.Nights;
import dev.lamarck.ledger.SliceReports;
import dev.lamarck.ledger.SliceReports.Point;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishes studies, trials and winners as MLflow runs. */
public final class TrackingActivitiesImpl implements TrackingActivities {

    /**
     * What a heartbeat says: how many trials of the backlog that ends there are published.
     *
     * @param end of the backlog that the attempt works on
     */
    record Progress(Position end, int trials) {}

    private final MlflowRuns runs;
    private final MlflowApi api;
    private final ArtifactStore store;
    private final Ledger ledger;
    private final SliceReports reports;
    private final NightRuns nights;
    private final KnownRuns.Cache cache = new KnownRuns.Cache();
    private final String user;

    /**
     * Activities that write to one MLflow server.
     *
     * @param user who the runs are said to belong to
     */
    public TrackingActivitiesImpl(MlflowApi api, ArtifactStore store, String user) {
        this.api = api;
        this.runs = new MlflowRuns(api);
        this.store = store;
        this.ledger = new Ledger(store);
        this.reports = new SliceReports(store);
        this.nights = new NightRuns(api, ledger);
        this.user = user;
    }

    @Override
    public ParentRun openStudy(PublishRequest request) {
        StudySpec spec = request.spec();
        String kind = spec.nightly() == null ? Tags.STUDY : Tags.NIGHTLY;
        String experiment = runs.experiment(spec.experiment(), Map.of(kind, spec.experiment()));
        // A study may have the name of one that was deleted: its runs are told apart by when it began.
        String condition = MlflowRuns.conditions(Tags.parent(spec))
                + (spec.nightly() == null ? " and attributes.start_time = " + request.startedMillis() : "");
        Run run = runs.find(experiment, condition)
                .orElseGet(() ->
                        runs.create(experiment, Tags.parent(spec), spec.name(), request.startedMillis(), common()));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("preset", spec.trainer().name());
        parameters.put(
                "objective",
                spec.objective().goal().name().toLowerCase(Locale.ROOT) + " "
                        + spec.objective().metric());
        parameters.put("sampler", spec.sampler().name());
        parameters.put("seed", Long.toString(spec.sampler().seed()));
        parameters.put("trials", Integer.toString(spec.budget().trials()));
        parameters.put("parallel", Integer.toString(spec.parallel()));
        parameters.put("rungs", spec.pruner().rungs().toString());
        runs.log(run.id(), parameters, List.of(), Map.of("lamarck.digest", request.digest()));
        runs.inputs(run.id(), spec.data());
        return new ParentRun(experiment, run.id());
    }

    @Override
    public TrialsResult publishTrials(TrialsRequest request) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        boolean first = context.getInfo().getAttempt() <= 1;
        @Nullable
        Progress before = context.getLastHeartbeatDetails(Progress.class).orElse(null);
        Backlog backlog = Backlog.read(ledger, request.study(), request.after(), before == null ? null : before.end());
        int done = before == null ? 0 : before.trials();
        List<Update> updates = backlog.updates().subList(done, backlog.updates().size());
        KnownRuns known = known(request, updates, first);
        boolean whole = request.after().equals(Position.BEGINNING);
        publisher(request.study(), request.parent(), known, whole, !first)
                .publish(updates, published -> context.heartbeat(new Progress(backlog.end(), done + published)));
        cache.keep(request.parent(), backlog.end(), known);
        return new TrialsResult(backlog.end(), backlog.more());
    }

    /** What the call before knew, if this one goes on where it ended; what MLflow says else. */
    private KnownRuns known(TrialsRequest request, List<Update> updates, boolean first) {
        KnownRuns known = cache.take(request.parent(), request.after());
        long since = updates.stream()
                .mapToLong(update -> update.trial().period().startedMillis())
                .min()
                .orElse(Long.MAX_VALUE);
        if (known != null && first && known.covers(since)) {
            return known;
        }
        if (updates.isEmpty()) {
            return KnownRuns.none();
        }
        parent(request.study(), request.parent());
        return KnownRuns.search(runs, request.parent(), since);
    }

    @Override
    public boolean closeStudy(CloseRequest request) {
        StudyDocument document = ledger.document(request.study())
                .orElseThrow(() -> ApplicationFailure.newNonRetryableFailure(
                        "Study %s never ended: MLflow has its trials and no result".formatted(request.study()),
                        NEVER_ENDED));
        StudySpec spec = document.spec();
        Run parent = parent(request.study(), request.parent());
        mend(request);
        List<Point> points = summary(document);
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(Tags.STATE, document.result().status().name());
        tags.putAll(new ExplanationFiles(api, store, document).publish(parent));
        WinnerResult winner = document.result().winner();
        if (winner != null) {
            winner.metrics().forEach((key, value) -> points.add(new Point(key, value, document.endedMillis(), 0)));
            new WinnerRuns(runs, reports, common()).publish(spec, request.parent(), winner);
            tags.put("lamarck.winner", Integer.toString(winner.trial()));
        }
        if (spec.nightly() == null) {
            tags.put("mlflow.note.content", new StudyNote(document).markdown());
        }
        runs.log(parent.id(), Map.of(), points, tags);
        byte[] json = store.get(ArtifactKeys.studyDocument(request.study())).orElseThrow();
        api.upload(parent.artifactUri(), "study.json", json);
        if (spec.nightly() == null) {
            runs.update(parent.id(), RunStatus.of(document.result().status()), document.endedMillis());
        } else {
            night(spec).ifPresent(night -> nights.close(night, common()));
        }
        // A trainer that makes no models leaves nothing to register.
        return winner != null && winner.export() != null;
    }

    @Override
    public void attachReport(AttachRequest request) {
        Run parent = parent(request.study().study(), request.study().parent());
        byte[] page = store.get(request.key()).orElseThrow();
        api.upload(parent.artifactUri(), "report.html", page);
    }

    @Override
    public ParentRun openNight(OpenNightRequest request) {
        return nights.open(request, common());
    }

    @Override
    public void closeNight(CloseNightRequest request) {
        nights.close(request.document(), common());
    }

    private void mend(CloseRequest request) {
        List<Update> amiss = new Reconciliation(runs, ledger, request.study()).mend(request.parent());
        if (!amiss.isEmpty()) {
            KnownRuns known = KnownRuns.search(runs, request.parent(), 0);
            publisher(request.study(), request.parent(), known, true, true).publish(amiss, _ -> {});
        }
    }

    private TrialPublisher publisher(String study, ParentRun parent, KnownRuns known, boolean whole, boolean lenient) {
        StudySpec spec = ledger.job(study)
                .map(StudyRequest::spec)
                .orElseThrow(() -> new LedgerException("Study %s has left no job".formatted(study)));
        TrialPublisher.Target target = new TrialPublisher.Target(spec, parent, common(), whole, lenient);
        return new TrialPublisher(runs, reports, target, known);
    }

    /** The night of a night's study, if it has its verdict: then it was this study's run that lacked it. */
    private Optional<NightDocument> night(StudySpec spec) {
        return new Nights(store)
                .of(Objects.requireNonNull(spec.nightly())).stream()
                        .filter(night -> night.night().equals(spec.name()))
                        .findFirst();
    }

    /** The best value so far, a point an incumbent, and how many trials ended how. */
    private static List<Point> summary(StudyDocument document) {
        List<Point> points = new ArrayList<>();
        String best = "best_" + document.spec().objective().metric();
        for (StudyDocument.Incumbent incumbent : document.incumbents()) {
            long time = document.startedMillis() + (long) (incumbent.seconds() * 1000);
            points.add(new Point(best, incumbent.value(), time, points.size() + 1L));
        }
        document.result()
                .states()
                .forEach((state, count) -> points.add(
                        new Point("trials/" + state.toLowerCase(Locale.ROOT), count, document.endedMillis(), 0)));
        return points;
    }

    private Map<String, String> common() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.user", user);
        tags.put("mlflow.source.name", "lamarck");
        tags.put("mlflow.source.type", "LOCAL");
        return tags;
    }

    /** The study's run, if it is the one that was opened: another server may have a run or none under its id. */
    private Run parent(String study, ParentRun opened) {
        Optional<JsonNode> found = runs.get(opened.runId());
        boolean intact = found.isPresent()
                && found.get().path("info").path("lifecycle_stage").asText().equals("active")
                && found.get().path("info").path("experiment_id").asText().equals(opened.experimentId())
                && MlflowRuns.tag(found.get(), Tags.STUDY).equals(study);
        if (!intact) {
            throw ApplicationFailure.newNonRetryableFailure(
                    "MLflow has run %s of study %s no longer".formatted(opened.runId(), study), LOST);
        }
        return MlflowRuns.run(found.get());
    }
}
