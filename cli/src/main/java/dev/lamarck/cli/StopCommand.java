package dev.lamarck.cli;

import dev.lamarck.contract.StudyCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Ends a search early: what runs ends its rung, nothing new begins, the best so far wins.")
final class StopCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Override
    public Integer call() {
        return options.tell(author -> new StudyCommand.Stop(author.id(), author.by()));
    }
}
