package dev.lamarck.cli;

import dev.lamarck.contract.StudyCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Tries a trial again that has failed, under its id and from where it was.")
final class TrialRetryCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Parameters(index = "1", paramLabel = "TRIAL", description = "The trial's id.")
    private int trial;

    @Override
    public Integer call() {
        return options.tell(author -> new StudyCommand.RetryTrial(author.id(), author.by(), trial));
    }
}
