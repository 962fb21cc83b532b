package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.study.Deletion;
import java.io.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = {
            "Removes a study that has ended: its ledger, checkpoints and packaged model, and its histories on the server.",
            "Data sets stay, and so does what MLflow has. The name is free again."
        })
final class StudyDeleteCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private OutputOption format = new OutputOption();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--unpublished", description = "Also if its record has not reached MLflow, which is then given up.")
    private boolean unpublished;

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        try (Session session = Session.open(settings)) {
            Deletion deletion = new Deletion(session.connection(), settings.store());
            deletion.requireEnded(study, unpublished);
            if (!yes) {
                ask();
            }
            Deletion.Deleted deleted = deletion.delete(study);
            if (format.isJson()) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("study", study);
                json.put("artifacts", deleted.artifacts());
                json.put("histories", deleted.histories());
                output.json(json);
            } else {
                output.line("%s: %,d artifacts and %,d histories removed"
                        .formatted(study, deleted.artifacts(), deleted.histories()));
            }
            if (!deleted.permitted()) {
                output.note(
                        "The server does not permit the removal of histories; it forgets them when their retention is over.");
            }
        }
        return ExitCode.OK;
    }

    @SuppressWarnings("SystemConsoleNull") // Harmless where the JDK promises more than null.
    private void ask() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "This removes study '%s' for ever. Add --yes to do it without a question.".formatted(study));
        }
        String answer = console.readLine("Remove study '%s' for ever? (y/N) ", study);
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
            throw new CliException(ExitCode.FAILURE, "Study '%s' stays.".formatted(study));
        }
    }
}
