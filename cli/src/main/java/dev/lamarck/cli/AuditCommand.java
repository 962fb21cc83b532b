package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.ledger.LedgerAudit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Checks what is on record.",
        subcommands = AuditCommand.VerifyCommand.class)
final class AuditCommand extends Group {

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Goes through the ledger of a study, which is a chain of hashes, and names the first record that was changed.",
                "Needs no server. Exit code 1 if something was changed, added or taken away."
            })
    static final class VerifyCommand implements Callable<Integer> {

        @Parameters(paramLabel = "STUDY", description = "The study's name.")
        private String study = "";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            LedgerAudit.Report report =
                    new LedgerAudit(Settings.from(System.getenv()).store()).verify(study);
            if (format.isJson()) {
                output.json(report);
            } else {
                output.line(report.problem() == null ? unchanged(report) : report.problem());
            }
            return report.problem() == null ? ExitCode.OK : ExitCode.FAILURE;
        }

        private static String unchanged(LedgerAudit.Report report) {
            return "%s: %d records in %d segments, unchanged%s"
                    .formatted(
                            report.study(),
                            report.records(),
                            report.segments(),
                            report.sealed() ? "" : "; the study goes on, the end is not sealed yet");
        }
    }
}
