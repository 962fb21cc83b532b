package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a completion script for bash and zsh: source <(lamarck completion)")
final class CompletionCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Output.standard().line(AutoComplete.bash("lamarck", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
