package dev.lamarck.cli.chaos;

import dev.lamarck.cli.chaos.ScenarioResult.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some scenarios at the same time on one stack, and what must be true afterwards. */
final class Batch {

    /** For MLflow to be written to, processes to end and slots to become free once nothing goes wrong any more. */
    private static final Duration SETTLE = Duration.ofSeconds(90);

    private final ChaosStack stack;
    private final FaultInjector injector;
    private final Path folder;

    Batch(ChaosStack stack, FaultInjector injector, Path folder) {
        this.stack = stack;
        this.injector = injector;
        this.folder = folder;
    }

    List<ScenarioResult> run(List<Scenario> scenarios) throws InterruptedException, IOException {
        List<ScenarioRun.Outcome> outcomes = outcomes(scenarios);
        long patienceEnds = System.nanoTime() + SETTLE.toNanos();
        stack.isWhole(SETTLE);
        List<String> deaths = stack.supervisor().ownDeaths();
        List<String> stackViolations = settled(patienceEnds, new StackInvariants(stack)::violations);
        List<Invariants> invariants = outcomes.stream()
                .map(outcome -> new Invariants(stack, outcome.scenario()))
                .toList();
        Losses losses = Losses.explain(
                outcomes.stream().flatMap(outcome -> outcome.struck().stream()).toList(),
                invariants.stream()
                        .flatMap(each -> each.facts().lost().stream())
                        .toList(),
                ChaosStack.SLOTS);
        List<ScenarioResult> results = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            List<String> violations = new ArrayList<>(invariants.get(i).violations());
            violations.addAll(settled(patienceEnds, invariants.get(i)::mlflowEqualsLedger));
            results.add(result(outcomes.get(i), losses, violations));
        }
        results.set(0, results.getFirst().with(stackViolations, deaths));
        return results;
    }

    private List<ScenarioRun.Outcome> outcomes(List<Scenario> scenarios) throws InterruptedException {
        try (ExecutorService executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Callable<ScenarioRun.Outcome>> runs = new ArrayList<>();
            for (Scenario scenario : scenarios) {
                runs.add(new ScenarioRun(stack, injector, scenario, folder)::run);
            }
            List<ScenarioRun.Outcome> outcomes = new ArrayList<>();
            for (Future<ScenarioRun.Outcome> run : executor.invokeAll(runs)) {
                outcomes.add(run.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("A scenario could not be played", e);
        }
    }

    private static ScenarioResult result(ScenarioRun.Outcome outcome, Losses losses, List<String> violations) {
        String study = outcome.scenario().study();
        List<String> all = new ArrayList<>(violations);
        losses.unexplained().stream()
                .filter(slice -> slice.study().equals(study))
                .map(slice -> "Dispatch %d of trial %d was lost and no fault explains it."
                        .formatted(slice.dispatch(), slice.trial()))
                .forEach(all::add);
        List<Tally> tallies = outcome.struck().stream()
                .map(struck -> new Tally(
                        struck.fault().kind(),
                        losses.of(struck).size(),
                        losses.of(struck).stream()
                                .mapToDouble(LostSlice::seconds)
                                .sum()))
                .toList();
        return new ScenarioResult(outcome.scenario().number(), study, outcome.seconds(), tallies, all, outcome.notes());
    }

    /** The violations that are still there when patience ends. */
    private static List<String> settled(long patienceEnds, Check check) throws InterruptedException {
        List<String> violations = check.violations();
        while (!violations.isEmpty() && System.nanoTime() - patienceEnds < 0) {
            Thread.sleep(500);
            violations = check.violations();
        }
        return violations;
    }

    private interface Check {
        List<String> violations() throws InterruptedException;
    }
}
