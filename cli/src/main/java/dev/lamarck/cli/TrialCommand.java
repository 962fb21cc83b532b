package dev.lamarck.cli;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.study.TrialText;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.study.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "trial",
        mixinStandardHelpOptions = true,
        description = "Lists trials, shows their logs, trains a single one.",
        subcommands = {TrialCommand.ListCommand.class, TrialCommand.LogsCommand.class, TrialRunCommand.class})
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
                output.json(trials.stream().map(ListCommand::json).toList());
            } else {
                output.table(TrialText.HEAD, trials.stream().map(TrialText::row).toList());
            }
            return ExitCode.OK;
        }

        private static Map<String, @Nullable Object> json(Trial trial) {
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

    @Command(name = "logs", mixinStandardHelpOptions = true, description = "Prints what a trial's trainer printed.")
    static final class LogsCommand implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "STUDY", description = "The study's name.")
        private String study = "";

        @Parameters(index = "1", paramLabel = "TRIAL", description = "The trial's id.")
        private int trial;

        @Override
        public Integer call() throws IOException {
            Output output = Output.standard();
            Settings settings = Settings.from(System.getenv());
            StudyReader reader = Session.reader(settings, Optional.empty());
            reader.job(study);
            List<String> slices = reader.ledger().slices(study, trial);
            if (slices.isEmpty()) {
                throw new CliException(
                        ExitCode.NOT_FOUND,
                        "Trial %d of study '%s' has ended no rung yet, or there is no such trial."
                                .formatted(trial, study));
            }
            for (String slice : slices) {
                output.note("# " + slice);
                for (String name : List.of("log.txt", "report.jsonl")) {
                    print(output, ArtifactFolder.open(settings.store(), slice), name);
                }
            }
            return ExitCode.OK;
        }

        private static void print(Output output, ArtifactFolder folder, String name) throws IOException {
            if (folder.sums().containsKey(name)) {
                Files.readAllLines(folder.file(name)).forEach(output::line);
            } else if (name.equals("report.jsonl")) {
                throw new ArtifactException("The slice %s has no report.".formatted(folder.key()));
            }
        }
    }
}
