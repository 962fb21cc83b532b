package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.study.CommandSender;
import dev.lamarck.ledger.Ledger;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = "Ends a running study now: its trials are cancelled, its record is kept, there is no winner.")
final class KillCommand implements Callable<Integer> {

    @Mixin
    private TellOptions options = new TellOptions();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        try (Session session = Session.open(settings)) {
            new CommandSender(session.connection(), new Ledger(settings.store()), output)
                    .kill(options.study(), options.patience());
            options.say(output, "Being killed; 'lamarck wait %s' returns when it is over.".formatted(options.study()));
        }
        return ExitCode.OK;
    }
}
