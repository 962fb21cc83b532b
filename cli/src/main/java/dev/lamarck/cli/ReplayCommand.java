package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.ledger.Replay;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Goes through a study again from its ledger: each decision and suggestion is made anew and compared with the record.",
            "Needs no server. Suggestions of another version of the sampler are named as not audited. Exit code 1 if anything differs."
        })
final class ReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Replay.Report report = new Replay(Settings.from(System.getenv()).store()).of(study);
        if (format.isJson()) {
            output.json(report);
        } else {
            output.line(
                    "%s: %,d events of %,d trials: %,d decisions and %,d suggestions made again, %,d given, %,d not audited%s"
                            .formatted(
                                    report.study(),
                                    report.events(),
                                    report.trials(),
                                    report.decisions(),
                                    report.suggestions(),
                                    report.given(),
                                    report.notAudited(),
                                    report.ended() ? "" : "; the study has not ended"));
            output.line(report.difference() == null ? "It agrees." : report.difference());
        }
        return report.difference() == null ? ExitCode.OK : ExitCode.FAILURE;
    }
}
