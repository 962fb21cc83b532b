package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.study.CommandSender;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.ledger.Ledger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What all verbs share that tell a running study something. */
final class TellOptions {

    private static final long MOST_SECONDS = 86_400;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private OutputOption format = new OutputOption();

    private long seconds = 30;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for a server or an engine that is away; default ${DEFAULT-VALUE}.")
    void setSeconds(long value) {
        if (value < 1 || value > MOST_SECONDS) {
            throw new ParameterException(
                    command.commandLine(),
                    "--timeout is %d; expected are seconds from 1 to %d.".formatted(value, MOST_SECONDS));
        }
        seconds = value;
    }

    /** Who gives a command, and its id: made once, whatever it takes to send it. */
    record Author(String id, String by) {}

    String study() {
        return study;
    }

    Duration patience() {
        return Duration.ofSeconds(seconds);
    }

    int tell(Function<Author, StudyCommand> command) {
        return tell(List.of(command));
    }

    /** Sends commands one after the other and says what came of them. */
    int tell(List<Function<Author, StudyCommand>> commands) {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        try (Session session = Session.open(settings)) {
            CommandSender sender = new CommandSender(session.connection(), new Ledger(settings.store()), output);
            String by = by(settings);
            String told = commands.stream()
                    .map(command -> command.apply(new Author(UUID.randomUUID().toString(), by)))
                    .map(command -> sender.send(study, command, patience()))
                    .map(StudyCommand.CommandResult::message)
                    .collect(Collectors.joining(" "));
            say(output, told);
        }
        return ExitCode.OK;
    }

    /** Says what has happened, as text or JSON. */
    void say(Output output, String message) {
        if (format.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("study", study);
            json.put("message", message);
            output.json(json);
        } else {
            output.line("%s: %s".formatted(study, message));
        }
    }

    private static String by(Settings settings) {
        String user = settings.variable("USER").orElse(System.getProperty("user.name", "somebody"));
        return user + "@" + Identity.here("cli", 0, "").host();
    }
}
