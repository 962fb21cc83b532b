package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.base.TimeoutOption;
import dev.lamarck.cli.study.Studies;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.ledger.UnknownStudyException;
import dev.lamarck.search.study.StudyStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description =
                "Waits for a study to end: exit 0 if it completed, 1 if it failed or was killed, 124 if time ran out.")
final class WaitCommand implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 500;
    private static final int ROUNDS_A_CHECK = 10;

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private TimeoutOption timeout = new TimeoutOption();

    @Override
    public Integer call() throws InterruptedException {
        Instant end = timeout.end();
        try (Session session = Session.open(Settings.from(System.getenv()))) {
            Studies studies = session.studies();
            int rounds = 0;
            while (Instant.now().isBefore(end)) {
                Optional<StudySummary> summary = ask(studies);
                if (summary.isPresent() && summary.get().phase().equals("done")) {
                    return summary.get().status() == StudyStatus.COMPLETED ? ExitCode.OK : ExitCode.FAILURE;
                }
                if (summary.isPresent() && ++rounds % ROUNDS_A_CHECK == 0) {
                    studies.requireHope(study);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        throw new CliException(
                ExitCode.TIMEOUT,
                "Study '%s' has not ended after %d s; it goes on.".formatted(study, timeout.seconds()));
    }

    private Optional<StudySummary> ask(Studies studies) {
        try {
            Optional<StudySummary> summary = studies.summary(study);
            if (summary.isEmpty()) {
                throw new UnknownStudyException(study);
            }
            return summary;
        } catch (io.temporal.client.WorkflowException | io.grpc.StatusRuntimeException e) {
            if (Studies.isUnavailable(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
