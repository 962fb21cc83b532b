package dev.lamarck.cli.chaos;

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
        int atRisk = outcomes.stream()
                .flatMap(outcome -> outcome.struck().stream())
                .mapToInt(fault -> fault.slotsAtRisk(ChaosStack.SLOTS))
                .sum();
        List<ScenarioResult> results = new ArrayList<>();
        for (ScenarioRun.Outcome outcome : outcomes) {
            results.add(result(patienceEnds, outcome));
        }
        int repeated = results.stream().mapToInt(ScenarioResult::repeated).sum();
        List<String> shared = new ArrayList<>(stackViolations);
        if (repeated > atRisk) {
            shared.add("%d slices were repeated in scenarios %s; their faults explain %d at most."
                    .formatted(
                            repeated, scenarios.stream().map(Scenario::number).toList(), atRisk));
        }
        results.set(0, results.getFirst().with(shared, deaths));
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

    private ScenarioResult result(long patienceEnds, ScenarioRun.Outcome outcome) throws InterruptedException {
        Scenario scenario = outcome.scenario();
        Invariants invariants = new Invariants(stack, scenario);
        List<String> violations = new ArrayList<>(invariants.violations());
        violations.addAll(settled(patienceEnds, invariants::mlflowEqualsLedger));
        int repeated = invariants.facts().repeated();
        return new ScenarioResult(
                scenario.number(),
                scenario.study(),
                outcome.struck().stream().map(Fault::kind).toList(),
                repeated,
                repeated * invariants.facts().sliceSeconds(stack.store()),
                outcome.seconds(),
                violations,
                outcome.notes());
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
