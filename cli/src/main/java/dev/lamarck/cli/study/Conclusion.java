package dev.lamarck.cli.study;

import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.stack.Addresses;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow.PublishStatus;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.WinnerResult;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** The last words on a study: its winner, where to look, what to do next. */
public final class Conclusion {

    private Conclusion() {}

    public static void print(
            Output output, StudySummary summary, PublishStatus published, String model, Addresses addresses) {
        WinnerResult winner = summary.winner();
        output.line("");
        if (winner == null) {
            output.line("Study %s ended %s. %s"
                    .formatted(summary.study(), summary.status(), summary.message() == null ? "" : summary.message()));
        } else {
            output.line("Winner of %s: trial %d, %s"
                    .formatted(summary.study(), winner.trial(), TrialText.configuration(winner.configuration())));
            new TreeMap<>(winner.metrics())
                    .forEach((name, value) -> output.line("  %-22s %.4f".formatted(name, value)));
            long seeds = winner.runs().stream()
                    .filter(run -> run.trial() == winner.trial())
                    .count();
            if (seeds > 1) {
                output.line("  %-22s %.4f ± %.4f over %d seeds"
                        .formatted(
                                "mean validation",
                                winner.meanValidation().mean(),
                                winner.meanValidation().halfWidth(),
                                seeds));
            }
        }
        if (published.version() != null) {
            output.line("Registered: %s version %s   (models:/%s/%s)"
                    .formatted(model, published.version(), model, published.version()));
        }
        if (published.experimentId() != null) {
            output.line("MLflow:     %s/#/experiments/%s/runs/%s?workflowType=machine_learning"
                    .formatted(addresses.mlflow(), published.experimentId(), published.runId()));
        }
        if (addresses.temporalUi() != null) {
            output.line("Temporal:   %s/namespaces/default/workflows/%s"
                    .formatted(
                            addresses.temporalUi(),
                            URLEncoder.encode(Names.studyWorkflow(summary.study()), StandardCharsets.UTF_8)));
        }
        output.line(
                "Next:       lamarck best %1$s · lamarck trial list %1$s · lamarck study history %1$s · lamarck dev status"
                        .formatted(summary.study()));
    }
}
