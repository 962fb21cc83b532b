package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.study.Conclusion;
import dev.lamarck.cli.study.LiveScreen;
import dev.lamarck.cli.study.Studies;
import dev.lamarck.cli.study.Watcher;
import dev.lamarck.contract.PublishWorkflow.PublishStatus;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.search.study.StudyStatus;
import java.io.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches a study to its end and says what came of it. */
final class Following {

    private static final Duration RECORD_PATIENCE = Duration.ofMinutes(2);
    private static final int DEFAULT_WIDTH = 120;

    private final Session session;
    private final Output output;

    Following(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    /** Returns the exit code of the command. */
    int toTheEnd(String name) throws InterruptedException {
        Thread farewell = new Thread(() -> {
            output.note("");
            output.note("Study %1$s goes on. Watch it again by 'lamarck watch %1$s'.".formatted(name));
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        });
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            Studies studies = session.studies();
            StudySummary summary = new Watcher(studies, output, screen()).follow(name);
            Optional<PublishStatus> published = awaitRecord(studies, name);
            String model = Session.reader(session.settings(), Optional.empty())
                    .job(name)
                    .spec()
                    .model();
            PublishStatus status = published.orElse(new PublishStatus(null, null, null, 0, false));
            Conclusion.print(output, summary, status, model, session.addresses());
            if (summary.status() != StudyStatus.COMPLETED) {
                return ExitCode.FAILURE;
            }
            if (!status.done()) {
                output.note(
                        "The winner is kept and will be recorded later: MLflow is down. 'lamarck dev up' starts it.");
                return ExitCode.UNAVAILABLE;
            }
            return ExitCode.OK;
        } finally {
            Runtime.getRuntime().removeShutdownHook(farewell);
        }
    }

    private static Optional<PublishStatus> awaitRecord(Studies studies, String name) throws InterruptedException {
        Instant end = Instant.now().plus(RECORD_PATIENCE);
        Optional<PublishStatus> published = Optional.empty();
        while (Instant.now().isBefore(end)) {
            try {
                published = studies.published(name);
                if (published.isPresent() && published.get().done()) {
                    return published;
                }
            } catch (io.temporal.client.WorkflowException | io.grpc.StatusRuntimeException e) {
                if (!Studies.isUnavailable(e)) {
                    throw e;
                }
            }
            Thread.sleep(250);
        }
        return published;
    }

    @SuppressWarnings("SystemConsoleNull") // Harmless where the JDK promises more than null.
    private @Nullable LiveScreen screen() {
        String terminal = session.settings().variable("TERM").orElse("dumb");
        Console console = System.console();
        if (console == null || !console.isTerminal() || terminal.equals("dumb")) {
            return null;
        }
        int width = session.settings()
                .variable("COLUMNS")
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(Integer::parseInt)
                .orElse(DEFAULT_WIDTH);
        return new LiveScreen(output.err(), Math.max(20, width));
    }
}
