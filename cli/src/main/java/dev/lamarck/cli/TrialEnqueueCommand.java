package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Trial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "enqueue",
        mixinStandardHelpOptions = true,
        description = {
            "Has a configuration of your own tried next, before what the sampler proposes. It counts towards the budget.",
            "What was tried before is tried again only with --repeat."
        })
final class TrialEnqueueCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the configuration, e.g. lr=0.1; may be repeated.")
    private Map<String, String> parameters = Map.of();

    @Option(names = "--like", paramLabel = "TRIAL", description = "Take the other parameters from this trial.")
    private @Nullable Integer like;

    @Option(names = "--repeat", description = "Try it again if it was tried before.")
    private boolean repeat;

    @Override
    public Integer call() {
        Configuration configuration = Session.read(this::configuration);
        return options.tell(author -> new StudyCommand.Enqueue(author.id(), author.by(), configuration, repeat));
    }

    private Configuration configuration(StudyReader reader) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (like != null) {
            Trial other = reader.trials(options.study()).stream()
                    .filter(trial -> trial.id() == like)
                    .findFirst()
                    .orElseThrow(() -> new CliException(
                            ExitCode.NOT_FOUND, "Study '%s' has no trial %d.".formatted(options.study(), like)));
            values.putAll(other.configuration().values());
        }
        values.putAll(ParameterValues.parse(parameters));
        return reader.space(options.study()).check(values);
    }
}
