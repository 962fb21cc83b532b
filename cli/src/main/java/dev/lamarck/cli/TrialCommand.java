package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.study.TrialText;
import dev.lamarck.search.study.Trial;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "trial",
        mixinStandardHelpOptions = true,
        description = "Lists trials, shows what is known of them, gives them orders, trains a single one.",
        subcommands = {
            TrialCommand.ListCommand.class,
            TrialDescribeCommand.class,
            TrialLogsCommand.class,
            TrialEnqueueCommand.class,
            TrialPruneCommand.class,
            TrialRetryCommand.class,
            TrialRunCommand.class
        })
final class TrialCommand extends Group {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all trials of a study.")
    static final class ListCommand implements Callable<Integer> {

        @Parameters(paramLabel = "STUDY", description = "The study's name.")
        private String study = "";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            Collection<Trial> trials = Session.read(reader -> reader.trials(study));
            if (format.isJson()) {
                output.json(trials.stream().map(TrialCommand::json).toList());
            } else {
                output.table(TrialText.HEAD, trials.stream().map(TrialText::row).toList());
            }
            return ExitCode.OK;
        }
    }

    /** A trial for programs. */
    static Map<String, @Nullable Object> json(Trial trial) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("trial", trial.id());
        json.put("state", trial.state());
        json.put("rung", trial.progress().rung() + 1);
        json.put("step", trial.progress().step());
        json.put("parameters", trial.suggestion().configuration());
        json.put("metrics", trial.metrics());
        json.put("operator", trial.suggestion().operator());
        json.put("parents", trial.suggestion().parents());
        json.put("attempts", trial.progress().dispatches());
        json.put("startedMillis", trial.period().startedMillis());
        json.put("endedMillis", trial.period().endedMillis());
        json.put("failure", trial.ended() == null ? null : trial.ended().failure());
        json.put("reason", trial.ended() == null ? null : trial.ended().reason());
        return json;
    }
}
