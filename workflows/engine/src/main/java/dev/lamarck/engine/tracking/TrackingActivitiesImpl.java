package dev.lamarck.engine.tracking;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.PublishWorkflow.PublishRequest;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrackingActivities;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.engine.tracking.MlflowRuns.Run;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.LedgerException;
import dev.lamarck.ledger.SliceReports;
import dev.lamarck.ledger.SliceReports.Point;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Publishes studies, trials and winners as MLflow runs. */
public final class TrackingActivitiesImpl implements TrackingActivities {

    private final MlflowRuns runs;
    private final MlflowApi api;
    private final ArtifactStore store;
    private final Ledger ledger;
    private final SliceReports reports;
    private final NightRuns nights;
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
        Run run = runs.findOrCreate(experiment, Tags.parent(spec), spec.name(), request.startedMillis(), common());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("preset", spec.trainer().name());
        parameters.put(
                "objective",
                spec.objective().goal().name().toLowerCase(java.util.Locale.ROOT) + " "
                        + spec.objective().metric());
        parameters.put("sampler", spec.sampler().name());
        parameters.put("seed", Long.toString(spec.sampler().seed()));
        parameters.put("trials", Integer.toString(spec.budget().trials()));
        parameters.put("parallel", Integer.toString(spec.parallel()));
        parameters.put("rungs", spec.pruner().rungs().toString());
        runs.log(run, parameters, List.of(), Map.of("lamarck.digest", request.digest()));
        inputs(run, spec.data());
        return new ParentRun(experiment, run.id());
    }

    @Override
    public void publishTrials(TrialsRequest request) {
        for (TrialRecord change : ledger.changes(request.segment())) {
            publish(request, change);
        }
    }

    @Override
    public boolean closeStudy(CloseRequest request) {
        StudyDocument document = document(request.study());
        StudySpec spec = document.spec();
        Run parent = parent(request, spec);
        List<Point> points = summary(document);
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(Tags.STATE, document.result().status().name());
        tags.putAll(new ExplanationFiles(api, store, document).publish(parent));
        WinnerResult winner = document.result().winner();
        if (winner != null) {
            winner.metrics().forEach((key, value) -> points.add(new Point(key, value, document.endedMillis(), 0)));
            winner.runs().forEach(run -> publishSeed(request, spec, run, winner));
            tags.put("lamarck.winner", Integer.toString(winner.trial()));
        }
        if (spec.nightly() == null) {
            tags.put("mlflow.note.content", new StudyNote(document).markdown());
        }
        runs.log(parent, Map.of(), points, tags);
        byte[] json = store.get(ArtifactKeys.studyDocument(request.study())).orElseThrow();
        api.upload(parent.artifactUri(), "study.json", json);
        if (spec.nightly() == null) {
            runs.update(parent, RunStatus.of(document.result().status()), document.endedMillis());
        }
        return winner != null;
    }

    @Override
    public void attachReport(AttachRequest request) {
        Run parent = parent(request.study(), document(request.study().study()).spec());
        byte[] page = store.get(request.key()).orElseThrow();
        api.upload(parent.artifactUri(), "report.html", page);
    }

    @Override
    public ParentRun openNight(OpenNightRequest request) {
        return nights.open(request, common());
    }

    @Override
    public void closeNight(CloseNightRequest request) {
        nights.close(request);
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
                .forEach((state, count) -> points.add(new Point(
                        "trials/" + state.toLowerCase(java.util.Locale.ROOT), count, document.endedMillis(), 0)));
        return points;
    }

    private void publish(TrialsRequest request, TrialRecord change) {
        StudySpec spec = request.spec();
        Trial trial = change.trial();
        if (trial.period().startedMillis() == 0) {
            return;
        }
        SliceReports.Curve curve = reports.curve(change.slices());
        Map<String, String> identity =
                Map.of(Tags.STUDY, spec.name(), Tags.ROLE, Tags.ROLE_TRIAL, Tags.TRIAL, Integer.toString(trial.id()));
        Map<String, String> tags = common();
        tags.put("mlflow.parentRunId", request.parent().runId());
        String name = "%04d %s %s"
                .formatted(trial.id(), spec.trainer().name(), curve.summary().orElse(""));
        Run run = runs.findOrCreate(
                request.parent().experimentId(),
                identity,
                name.strip(),
                trial.period().startedMillis(),
                tags);
        List<Point> points = new ArrayList<>(curve.points());
        Double value = trial.metrics().get(spec.objective().metric());
        int full = spec.pruner().full();
        if (value != null && trial.progress().step() == full) {
            long time = points.isEmpty()
                    ? trial.period().endedMillis()
                    : points.getLast().timeMillis();
            points.add(new Point("objective", value, time, full));
        }
        runs.log(run, parameters(trial.suggestion().configuration()), points, tags(trial));
        inputs(run, spec.data());
        runs.update(run, RunStatus.of(trial.state()), trial.period().endedMillis());
    }

    private void publishSeed(CloseRequest request, StudySpec spec, WinnerResult.SeedRun seed, WinnerResult winner) {
        Map<String, String> identity =
                Map.of(Tags.STUDY, spec.name(), Tags.ROLE, Tags.ROLE_WINNER_SEED, Tags.RUN, seed.name());
        Map<String, String> tags = common();
        tags.put("mlflow.parentRunId", request.parent().runId());
        tags.put(Tags.TRIAL, Integer.toString(seed.trial()));
        tags.put("lamarck.chosen", Boolean.toString(seed.name().equals(winner.chosen())));
        Run run = runs.findOrCreate(request.parent().experimentId(), identity, seed.name(), seed.startedMillis(), tags);
        SliceReports.Curve curve = reports.curve(List.of(seed.checkpoint()));
        runs.log(run, Map.of("seed", Long.toString(seed.seed())), curve.points(), tags);
        runs.update(run, RunStatus.FINISHED, seed.endedMillis());
    }

    private static Map<String, String> tags(Trial trial) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(Tags.STATE, trial.state().name());
        tags.put("lamarck.operator", trial.suggestion().operator());
        tags.put("lamarck.rung", Integer.toString(trial.progress().rung() + 1));
        if (!trial.suggestion().parents().isEmpty()) {
            tags.put(
                    "lamarck.parents",
                    trial.suggestion().parents().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (trial.ended() != null) {
            tags.put("lamarck.reason", trial.ended().reason());
            if (trial.ended().failure() != null) {
                tags.put("lamarck.failure", trial.ended().failure().name());
            }
        }
        return tags;
    }

    private static Map<String, String> parameters(Configuration configuration) {
        Map<String, String> parameters = new TreeMap<>();
        configuration.values().forEach((name, value) -> parameters.put(name, value.toString()));
        return parameters;
    }

    private void inputs(Run run, DataSpec data) {
        if (data.isOwn()) {
            return;
        }
        String digest = data.fingerprint().substring(0, 32);
        String source = "{\"fingerprint\": \"%s\", \"split\": %d}".formatted(data.fingerprint(), data.split());
        for (String split : List.of(DataSpec.TRAIN, DataSpec.VALIDATION)) {
            String context = split.equals(DataSpec.TRAIN) ? "training" : "validation";
            int rows = Optional.ofNullable(data.rows().get(split)).orElse(0);
            runs.input(run, data.name() + "-" + split, digest, source, context, rows);
        }
    }

    private Map<String, String> common() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.user", user);
        tags.put("mlflow.source.name", "lamarck");
        tags.put("mlflow.source.type", "LOCAL");
        return tags;
    }

    private Run parent(CloseRequest request, StudySpec spec) {
        return runs.find(request.parent().experimentId(), Tags.parent(spec))
                .orElseThrow(() -> new LedgerException("MLflow has lost the run of study " + request.study()));
    }

    private StudyDocument document(String study) {
        return ledger.document(study)
                .orElseThrow(() -> new LedgerException("Study %s has left no document".formatted(study)));
    }
}
