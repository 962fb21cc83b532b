package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.Change;
import dev.lamarck.cli.job.JobReader;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.search.space.SearchSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = {
            "Changes the budget or the space of a study that runs. Values are absolute: the same command twice does no more than once.",
            "Keys are budget.trials, budget.wallClock (0s for no limit), budget.gpuSeconds (0 for no limit), budget.parallel, and those below space."
        })
final class UpdateCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "What to change, e.g. budget.trials=400; may be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = "--space",
            paramLabel = "FILE",
            description =
                    "A file with the key 'space' as in a job: its parameters take the place of those of the running study.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        if (file == null && settings.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "Say what to change: --set budget.trials=400, say, or --space FILE.");
        }
        Change change = Change.of(
                JobReader.readChange(file, settings),
                options.study(),
                Session.reader(Settings.from(System.getenv()), Optional.empty()));
        List<Function<TellOptions.Author, StudyCommand>> commands = new ArrayList<>();
        if (change.setsBudget()) {
            commands.add(author -> new StudyCommand.SetBudget(
                    author.id(),
                    author.by(),
                    change.trials(),
                    change.wallClockSeconds(),
                    change.gpuSeconds(),
                    change.parallel()));
        }
        SearchSpace space = change.space();
        if (space != null) {
            commands.add(author -> new StudyCommand.EditSpace(author.id(), author.by(), space));
        }
        return options.tell(commands);
    }
}
