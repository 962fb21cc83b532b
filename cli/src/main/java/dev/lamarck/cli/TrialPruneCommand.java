package dev.lamarck.cli;

import dev.lamarck.contract.StudyCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "Ends a trial that waits or runs; what it has shown so far counts.")
final class TrialPruneCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Parameters(index = "1", paramLabel = "TRIAL", description = "The trial's id.")
    private int trial;

    @Override
    public Integer call() {
        return options.tell(author -> new StudyCommand.PruneTrial(author.id(), author.by(), trial));
    }
}
