package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = "Ends a running study now: its trials are cancelled, its record is kept.")
final class KillCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Override
    public Integer call() {
        try (Session session = Session.open(Settings.from(System.getenv()))) {
            session.studies().kill(study);
            Output.standard().line("Study %s is being killed".formatted(study));
        }
        return ExitCode.OK;
    }
}
