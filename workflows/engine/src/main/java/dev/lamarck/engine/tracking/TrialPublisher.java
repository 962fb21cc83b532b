package dev.lamarck.engine.tracking;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.engine.tracking.Backlog.Update;
import dev.lamarck.engine.tracking.KnownRuns.Known;
import dev.lamarck.ledger.SliceReports;
import dev.lamarck.ledger.SliceReports.Point;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes trials as runs, several at a time and each in as few calls as MLflow allows: create, data sets, one batch, status.
 * All calls but the first may be repeated; whether a run is there to be created is asked before.
 */
final class TrialPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(TrialPublisher.class);

    /** MLflow writes one run at a time; while it does, the next are on their way. */
    private static final int ABREAST = 4;

    private static final int BAD_REQUEST = 400;

    /**
     * Where and how.
     *
     * @param common tags of every run
     * @param whole whether the updates begin with the first slice of each trial, so that points are there that have been
     *     written before: they are written again
     * @param lenient whether a trial that MLflow refuses is left incomplete, so that the others go on; not before the
     *     runs were asked for anew
     */
    record Target(StudySpec spec, ParentRun parent, Map<String, String> common, boolean whole, boolean lenient) {}

    private final MlflowRuns runs;
    private final SliceReports reports;
    private final Target target;
    private final KnownRuns known;

    TrialPublisher(MlflowRuns runs, SliceReports reports, Target target, KnownRuns known) {
        this.runs = runs;
        this.reports = reports;
        this.target = target;
        this.known = known;
    }

    /**
     * Publishes all of them, or fails with what failed first; then none is still on its way.
     *
     * @param progress hears how many of the first are published
     */
    void publish(List<Update> updates, IntConsumer progress) {
        AtomicBoolean stopped = new AtomicBoolean();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(ABREAST, Thread.ofVirtual().factory())) {
            List<Future<?>> calls = new ArrayList<>();
            for (Update update : updates) {
                calls.add(threads.submit(() -> {
                    if (!stopped.get()) {
                        publish(update);
                    }
                }));
            }
            try {
                for (int i = 0; i < calls.size(); i++) {
                    calls.get(i).get();
                    progress.accept(i + 1);
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException("A trial cannot be published", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MlflowException("Publishing was interrupted", e);
            } finally {
                stopped.set(true);
            }
        }
    }

    private void publish(Update update) {
        Trial trial = update.trial();
        Optional<Known> before = known.find(trial.id());
        long step = target.whole() ? TrialPoints.NONE : before.map(Known::step).orElse(TrialPoints.NONE);
        TrialPoints points =
                TrialPoints.read(reports, update.slices(), step, trial.period().startedMillis());
        TrialContent content = TrialContent.of(target.spec(), trial, points);
        Known run = before.orElseGet(() -> create(trial, content));
        if (!run.described()) {
            runs.inputs(run.runId(), target.spec().data());
        }
        // A new run was born with its tags: MLflow spares a transaction.
        log(run, content, before.isPresent() ? content.tags() : Map.of());
        String status = content.status().name();
        boolean ended = content.status() != RunStatus.RUNNING;
        if (!status.equals(run.status()) || (ended && run.endMillis() != content.endMillis())) {
            runs.update(run.runId(), content.status(), content.endMillis());
        }
        long reached = content.points().stream().mapToLong(Point::step).max().orElse(step);
        known.put(trial.id(), new Known(run.runId(), true, status, content.endMillis(), Math.max(step, reached)));
    }

    private Known create(Trial trial, TrialContent content) {
        Map<String, String> identity = Map.of(
                Tags.STUDY, target.spec().name(),
                Tags.ROLE, Tags.ROLE_TRIAL,
                Tags.TRIAL, Integer.toString(trial.id()),
                Tags.PARENT, target.parent().runId());
        Map<String, String> tags = new LinkedHashMap<>(target.common());
        tags.putAll(content.tags());
        String experiment = target.parent().experimentId();
        String id = runs.create(
                        experiment, identity, content.name(), trial.period().startedMillis(), tags)
                .id();
        Known created = new Known(id, false, RunStatus.RUNNING.name(), 0, TrialPoints.NONE);
        known.put(trial.id(), created);
        return created;
    }

    private void log(Known run, TrialContent content, Map<String, String> tags) {
        Map<String, String> parameters = run.described() ? Map.of() : content.parameters();
        try {
            runs.log(run.runId(), parameters, content.points(), tags);
        } catch (MlflowException e) {
            if (!target.lenient() || e.status() != BAD_REQUEST) {
                throw e;
            }
            LOG.warn(
                    "Run {} of study {} stays incomplete",
                    run.runId(),
                    target.spec().name(),
                    e);
            Map<String, String> more = new LinkedHashMap<>(tags);
            more.put(Tags.REFUSED, String.valueOf(e.getMessage()));
            logWithoutParameters(run, content.points(), more);
        }
    }

    private void logWithoutParameters(Known run, List<Point> points, Map<String, String> tags) {
        try {
            runs.log(run.runId(), Map.of(), points, tags);
        } catch (MlflowException e) {
            if (e.status() != BAD_REQUEST) {
                throw e;
            }
            runs.log(run.runId(), Map.of(), List.of(), tags);
        }
    }
}
