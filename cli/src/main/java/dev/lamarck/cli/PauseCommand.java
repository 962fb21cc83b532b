package dev.lamarck.cli;

import dev.lamarck.contract.StudyCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a running study leave all slots: what runs leaves a checkpoint and goes on from there after 'resume'.",
            "A trainer without checkpoints ends its rung first."
        })
final class PauseCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Override
    public Integer call() {
        return options.tell(author -> new StudyCommand.Pause(author.id(), author.by()));
    }
}
