package dev.lamarck.engine.study;

import dev.lamarck.contract.EvaluationActivities;
import dev.lamarck.contract.EvaluationActivities.Candidate;
import dev.lamarck.contract.EvaluationActivities.EvaluateResult;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.ExplanationActivities;
import dev.lamarck.contract.ExportActivities;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.contract.WinnerResult.Interval;
import dev.lamarck.contract.WinnerResult.SeedRun;
import dev.lamarck.contract.WinnerWorkflow;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.engine.call.Failures;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.TrialSeed;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowSemaphore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/** Chooses the winner of a study: by validation alone; the test split is read when the choice is made. */
public final class WinnerWorkflowImpl implements WinnerWorkflow {

    private static final double UPPER = 0.975;

    private @Nullable Training training;
    private boolean pausedEarly;
    private int done;
    private int total;
    private @Nullable Explanation explanation;
    private @Nullable String explanationProblem;

    @Override
    public WinnerResult choose(WinnerRequest request) {
        StudySpec spec = request.spec();
        Training running = new Training(spec, request.untilMillis());
        running.pause(pausedEarly);
        training = running;
        List<SeedRun> runs = spec.winner().seeds() == 0 ? List.of() : train(request, running);
        if (runs.isEmpty() && (spec.winner().seeds() == 0 || running.yields())) {
            runs = fromSearch(request);
        }
        if (runs.isEmpty()) {
            throw ApplicationFailure.newNonRetryableFailure("every training run of the finalists failed", "NO_WINNER");
        }
        Choice choice = Choice.of(runs, spec);
        Finalist winner = finalist(request, choice.run().trial());
        Candidate candidate = new Candidate(
                choice.run().name(),
                winner.scored().configuration(),
                choice.run().checkpoint());
        if (!spec.trainer().makesModels()) {
            return new WinnerResult(
                    choice.run().trial(),
                    winner.scored().configuration(),
                    choice.run().name(),
                    choice.run().metrics(),
                    runs,
                    choice.mean(),
                    List.of(),
                    0,
                    null,
                    null,
                    null);
        }
        EvaluateResult test = test(request, candidate);
        Map<String, Double> metrics = new TreeMap<>(choice.run().metrics());
        metrics.putAll(test.metrics().getFirst());
        ExportActivities.ExportResult export = Calls.export(spec.execution().pool())
                .export(new ExportActivities.ExportRequest(
                        spec.name(), spec.trainer().builtIn(), spec.data(), candidate));
        explain(spec, candidate);
        return new WinnerResult(
                choice.run().trial(),
                winner.scored().configuration(),
                choice.run().name(),
                metrics,
                runs,
                choice.mean(),
                test.metrics().subList(1, test.metrics().size()),
                test.testReads(),
                export,
                explanation,
                explanationProblem);
    }

    @Override
    public void pause(boolean paused) {
        pausedEarly = paused;
        if (training != null) {
            training.pause(paused);
        }
    }

    @Override
    public WinnerProgress progress() {
        return new WinnerProgress(done, total);
    }

    /** The winning run, and the mean of its configuration over the seeds. */
    private record Choice(SeedRun run, Interval mean) {

        static Choice of(List<SeedRun> runs, StudySpec spec) {
            Map<Integer, List<SeedRun>> byTrial = new TreeMap<>();
            runs.forEach(run ->
                    byTrial.computeIfAbsent(run.trial(), _ -> new ArrayList<>()).add(run));
            Comparator<SeedRun> bestRun =
                    Comparator.<SeedRun>comparingDouble(run -> loss(run, spec)).thenComparing(SeedRun::name);
            List<SeedRun> winners = byTrial.values().stream()
                    .min(Comparator.comparingDouble(of -> of.stream()
                            .mapToDouble(run -> loss(run, spec))
                            .average()
                            .orElse(Double.POSITIVE_INFINITY)))
                    .orElseThrow();
            return new Choice(winners.stream().min(bestRun).orElseThrow(), interval(winners, spec));
        }

        private static Interval interval(List<SeedRun> runs, StudySpec spec) {
            double[] values = runs.stream().mapToDouble(run -> value(run, spec)).toArray();
            double mean = java.util.Arrays.stream(values).average().orElse(Double.NaN);
            if (values.length < 2) {
                return new Interval(mean, 0);
            }
            double squares = java.util.Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            double error = Math.sqrt(squares / (values.length - 1) / values.length);
            return new Interval(
                    mean, error * TDistribution.of(values.length - 1).inverseCumulativeProbability(UPPER));
        }

        private static double loss(SeedRun run, StudySpec spec) {
            return spec.objective().loss(value(run, spec));
        }

        private static double value(SeedRun run, StudySpec spec) {
            return run.metrics().getOrDefault(spec.objective().metric(), Double.NaN);
        }
    }

    /** A winner without an explanation is a winner still; the reason is kept. */
    private void explain(StudySpec spec, Candidate candidate) {
        List<String> methods = spec.explain().stream()
                .filter(Explanation.IMAGE_METHODS::contains)
                .toList();
        if (methods.isEmpty()) {
            return;
        }
        try {
            explanation = Calls.explanation(spec.execution().pool())
                    .explain(new ExplanationActivities.ExplainRequest(
                            spec.name(), spec.trainer().builtIn(), spec.data(), candidate, methods));
        } catch (ActivityFailure e) {
            if (e.getCause() instanceof CanceledFailure canceled) {
                throw canceled;
            }
            explanationProblem = Failures.message(e);
        }
    }

    private static List<SeedRun> fromSearch(WinnerRequest request) {
        Finalist best = request.finalists().getFirst();
        Scored scored = best.scored();
        double value = request.spec().objective().loss(scored.loss());
        return List.of(new SeedRun(
                Integer.toString(scored.trial()),
                scored.trial(),
                TrialSeed.of(request.spec().sampler().seed(), scored.trial()),
                request.steps(),
                Map.of(request.spec().objective().metric(), value),
                best.checkpoint(),
                Workflow.currentTimeMillis(),
                Workflow.currentTimeMillis()));
    }

    private List<SeedRun> train(WinnerRequest request, Training running) {
        StudySpec spec = request.spec();
        total = request.finalists().size() * spec.winner().seeds();
        WorkflowSemaphore slots = Workflow.newWorkflowSemaphore(spec.parallel());
        List<Promise<Map<String, SeedRun>>> promises = new ArrayList<>();
        for (Finalist finalist : request.finalists()) {
            for (int repetition = 1; repetition <= spec.winner().seeds(); repetition++) {
                SeedTraining run = new SeedTraining(spec, finalist.scored(), repetition, request.steps(), running);
                promises.add(Async.function(() -> {
                    slots.acquire();
                    try {
                        return run.train();
                    } finally {
                        slots.release();
                        done++;
                    }
                }));
            }
        }
        Map<String, SeedRun> runs = new HashMap<>();
        promises.forEach(promise -> runs.putAll(promise.get()));
        return runs.values().stream()
                .sorted(Comparator.comparing(SeedRun::name))
                .toList();
    }

    private static EvaluateResult test(WinnerRequest request, Candidate winner) {
        StudySpec spec = request.spec();
        List<Candidate> candidates = new ArrayList<>(List.of(winner));
        for (Finalist incumbent : request.incumbents()) {
            candidates.add(new Candidate(
                    Integer.toString(incumbent.scored().trial()),
                    incumbent.scored().configuration(),
                    incumbent.checkpoint()));
        }
        String reader = spec.name() + "-" + Workflow.getInfo().getRunId();
        return Calls.evaluation(spec.execution().pool())
                .evaluate(new EvaluationActivities.EvaluateRequest(
                        spec.name(), spec.trainer().builtIn(), spec.data(), reader, candidates));
    }

    private static Finalist finalist(WinnerRequest request, int trial) {
        return request.finalists().stream()
                .filter(finalist -> finalist.scored().trial() == trial)
                .findFirst()
                .orElseThrow();
    }
}
