package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.study.Description;
import dev.lamarck.cli.study.PendingWork;
import dev.lamarck.cli.study.Surroundings;
import dev.lamarck.ledger.StudyReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a study does, what of its budget is used, and why anything waits.",
            "Works without a server from what is on record."
        })
final class DescribeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        Optional<Session> session = Session.find(settings);
        try {
            Description description = describe(Session.reader(settings, session), session);
            if (format.isJson()) {
                output.json(description);
            } else {
                description.lines().forEach(output::line);
            }
        } finally {
            session.ifPresent(Session::close);
        }
        return ExitCode.OK;
    }

    private Description describe(StudyReader reader, Optional<Session> session) {
        String pool = reader.job(study).spec().execution().pool();
        Surroundings nobody = new Surroundings(pool, List.of(), List.of());
        return Description.of(
                study,
                reader,
                session.map(open -> Surroundings.of(open.connection(), pool)).orElse(nobody),
                session.map(open -> PendingWork.of(open.connection(), study)).orElse(PendingWork.NONE),
                System.currentTimeMillis());
    }
}
