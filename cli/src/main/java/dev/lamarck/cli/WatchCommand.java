package dev.lamarck.cli;

import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Shows a study live until it ends. Ctrl-C ends the watching only.")
final class WatchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Override
    public Integer call() throws InterruptedException {
        try (Session session = Session.open(Settings.from(System.getenv()))) {
            return new Following(session, Output.standard()).toTheEnd(study);
        }
    }
}
