package dev.lamarck.cli;

import dev.lamarck.contract.StudyCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Lets a paused study go on from its checkpoints.")
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Override
    public Integer call() {
        return options.tell(author -> new StudyCommand.Resume(author.id(), author.by()));
    }
}
