package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.base.TimeoutOption;
import dev.lamarck.cli.study.Republication;
import dev.lamarck.cli.study.Studies;
import dev.lamarck.contract.PublishWorkflow.PublishStatus;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "republish",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the record of an ended study to MLflow once more, e.g. after MLflow has lost its data.",
            "Runs that are there already are found by their tags and not made twice. Exit code 124 if time ran out; it goes on."
        })
final class RepublishCommand implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 500;

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private OutputOption format = new OutputOption();

    @Mixin
    private TimeoutOption timeout = new TimeoutOption();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = Settings.from(System.getenv());
        Instant end = timeout.end();
        try (Session session = Session.open(settings)) {
            new Republication(session.connection(), Session.reader(settings, Optional.of(session))).begin(study);
            while (Instant.now().isBefore(end)) {
                Optional<PublishStatus> status = ask(session.studies());
                if (status.isPresent() && status.get().done()) {
                    say(status.get());
                    return ExitCode.OK;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        throw new CliException(
                ExitCode.TIMEOUT,
                "The record of study '%s' is not written after %d s; that goes on. 'lamarck describe %s' says what it waits for."
                        .formatted(study, timeout.seconds(), study));
    }

    private Optional<PublishStatus> ask(Studies studies) {
        try {
            return studies.published(study);
        } catch (WorkflowException | StatusRuntimeException e) {
            if (Studies.isUnavailable(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void say(PublishStatus status) {
        Output output = Output.standard();
        if (format.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("study", study);
            json.put("segments", status.segments());
            json.put("experiment", String.valueOf(status.experimentId()));
            json.put("run", String.valueOf(status.runId()));
            output.json(json);
        } else {
            output.line("%s: %d segments written to run %s of experiment %s"
                    .formatted(study, status.segments(), status.runId(), status.experimentId()));
        }
    }
}
