package dev.lamarck.cli;

import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.Job;
import dev.lamarck.cli.job.Preview;
import dev.lamarck.cli.stack.LocalStack;
import dev.lamarck.cli.study.Studies;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Starts what is missing, submits the job, watches it until the winner is registered.",
            "Ctrl-C ends the watching only; the same command again goes on watching."
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private JobOptions job = new JobOptions();

    @Option(names = "--again", description = "Start another study under the next free name, e.g. digits-2.")
    private boolean again;

    @Override
    public Integer call() throws InterruptedException {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        // A bad job is refused before anything is installed or started.
        job.resolve(settings, () -> 1);
        LocalStack stack = new LocalStack(settings, output);
        try (Session session = settings.temporalAddress().isPresent()
                ? configured(settings, stack)
                : Session.connect(settings, stack.up(LocalStack.Options.NONE))) {
            Job resolved = job.resolve(settings, () -> session.slots("cpu"));
            resolved.allowCommand(settings.home());
            Studies.Submitted submitted = session.studies().submit(resolved, again);
            if (submitted.attached()) {
                output.note("Study %s exists with this job; showing it".formatted(submitted.name()));
            } else {
                Preview.of(resolved.spec()).lines(resolved.spec()).forEach(output::note);
            }
            return new Following(session, output).toTheEnd(submitted.name());
        }
    }

    private static Session configured(Settings settings, LocalStack stack) {
        Session session = Session.open(settings);
        stack.serve(session.addresses(), session.connection());
        return session;
    }
}
