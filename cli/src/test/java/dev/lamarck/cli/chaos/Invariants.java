package dev.lamarck.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.cli.MlflowReader;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.LedgerAudit;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What must be true of a study whatever has crashed; each method says what is not. */
final class Invariants {

    private static final String METRIC = "val_accuracy";

    private final ChaosStack stack;
    private final Scenario scenario;
    private final StudyFacts facts;

    Invariants(ChaosStack stack, Scenario scenario) {
        this.stack = stack;
        this.scenario = scenario;
        this.facts = StudyFacts.of(stack.store(), scenario.study());
    }

    StudyFacts facts() {
        return facts;
    }

    /** All violations; the record in MLflow is left out. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        violations.addAll(completed());
        violations.addAll(exactTrials());
        violations.addAll(budgetIsUsed());
        violations.addAll(noConfigurationTwice());
        violations.addAll(auditPasses());
        return violations;
    }

    List<String> completed() {
        Optional<StudyDocument> document = new Ledger(stack.store()).document(scenario.study());
        if (document.isEmpty()) {
            return List.of("The study has not ended.");
        }
        StudyStatus status = document.get().result().status();
        return status == StudyStatus.COMPLETED
                ? List.of()
                : List.of("The study ended as %s: %s"
                        .formatted(status, document.get().result().message()));
    }

    /** Ids are dense, and every trial ends once. */
    List<String> exactTrials() {
        List<String> violations = new ArrayList<>();
        Set<Integer> ids = facts.trials().keySet();
        List<Integer> expected =
                IntStream.range(0, facts.trials().size()).boxed().toList();
        if (!List.copyOf(ids).equals(expected)) {
            violations.add("The ids of the trials are not dense from 0: %s.".formatted(ids));
        }
        facts.trials().forEach((id, trial) -> {
            if (!trial.state().isTerminal()) {
                violations.add("Trial %d has not ended: it is %s.".formatted(id, trial.state()));
            }
            int endings = facts.endings().getOrDefault(id, 0);
            if (endings > 1) {
                violations.add("Trial %d has ended %d times.".formatted(id, endings));
            }
            if (trial.state() == TrialState.FAILED || trial.state() == TrialState.CANCELLED) {
                violations.add("Trial %d is %s: %s.".formatted(id, trial.state(), trial.ended()));
            }
        });
        return violations;
    }

    List<String> budgetIsUsed() {
        int expected = ChaosJob.expectedTrials(scenario);
        int started = facts.started().size();
        return started == expected
                ? List.of()
                : List.of("%d trials were started; the budget is %d and the space has %d configurations."
                        .formatted(started, scenario.trials(), ChaosJob.configurations(scenario)));
    }

    List<String> noConfigurationTwice() {
        Map<Object, Integer> first = new HashMap<>();
        List<String> violations = new ArrayList<>();
        for (Trial trial : facts.started()) {
            Integer other = first.putIfAbsent(trial.suggestion().configuration(), trial.id());
            if (other != null) {
                violations.add("Trials %d and %d were paid for the same configuration %s."
                        .formatted(other, trial.id(), trial.suggestion().configuration()));
            }
        }
        return violations;
    }

    List<String> auditPasses() {
        LedgerAudit.Report report = new LedgerAudit(stack.store()).verify(scenario.study());
        List<String> violations = new ArrayList<>();
        if (report.problem() != null) {
            violations.add("The audit fails: " + report.problem());
        }
        if (!facts.missing().isEmpty()) {
            violations.add("The ledger lacks events %s.".formatted(facts.missing()));
        }
        if (!report.sealed()) {
            violations.add("The ledger is not sealed.");
        }
        return violations;
    }

    /** One run a trial, in the same state and with the same value. */
    List<String> mlflowEqualsLedger() throws InterruptedException {
        try {
            return mlflowEqualsLedger(stack.mlflow().runs(scenario.study()));
        } catch (IOException | AssertionError e) {
            return List.of("MLflow cannot be read: " + e.getMessage());
        }
    }

    private List<String> mlflowEqualsLedger(List<JsonNode> runs) {
        List<String> violations = new ArrayList<>();
        Map<Integer, JsonNode> byTrial = new TreeMap<>();
        for (JsonNode run : runs) {
            String role = MlflowReader.tag(run, "lamarck.role");
            if (role.equals("study")) {
                String status = run.path("info").path("status").asText();
                if (!status.equals("FINISHED")) {
                    violations.add("MLflow has the study as %s.".formatted(status));
                }
            } else if (role.equals("trial")) {
                int id = Integer.parseInt(MlflowReader.tag(run, "lamarck.trial"));
                if (byTrial.put(id, run) != null) {
                    violations.add("MLflow has trial %d twice.".formatted(id));
                }
            }
        }
        for (Trial trial : facts.started()) {
            JsonNode run = byTrial.remove(trial.id());
            if (run == null) {
                violations.add("MLflow lacks trial %d.".formatted(trial.id()));
            } else {
                violations.addAll(differences(trial, run));
            }
        }
        byTrial.keySet().forEach(id -> violations.add("MLflow has trial %d, the ledger has not.".formatted(id)));
        return violations;
    }

    private static List<String> differences(Trial trial, JsonNode run) {
        List<String> differences = new ArrayList<>();
        String state = MlflowReader.tag(run, "lamarck.state");
        String status = run.path("info").path("status").asText();
        if (!state.equals(trial.state().name()) || !status.equals(status(trial.state()))) {
            differences.add("MLflow has trial %d as %s (%s), the ledger as %s."
                    .formatted(trial.id(), state, status, trial.state()));
        }
        double expected = trial.metrics().getOrDefault(METRIC, Double.NaN);
        double found = Double.NaN;
        for (JsonNode metric : run.path("data").path("metrics")) {
            if (metric.path("key").asText().equals(METRIC)) {
                found = metric.path("value").asDouble();
            }
        }
        if (Double.compare(expected, found) != 0) {
            differences.add("%s of trial %d is %s in MLflow and %s in the ledger."
                    .formatted(METRIC, trial.id(), found, expected));
        }
        return differences;
    }

    private static String status(TrialState state) {
        return switch (state) {
            case PENDING, RUNNING, PAUSED -> "RUNNING";
            case COMPLETED, PRUNED -> "FINISHED";
            case FAILED, INFEASIBLE -> "FAILED";
            case CANCELLED -> "KILLED";
        };
    }
}
