package dev.lamarck.cli.study;

import dev.lamarck.cli.base.Output;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.ledger.UnknownStudyException;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows a study until it ends: a table and a bar that renew themselves on a terminal, a line an event elsewhere. An
 * engine or a server that is away for a while is waited for.
 */
public final class Watcher {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final Duration REMIND = Duration.ofSeconds(15);

    private final Studies studies;
    private final Output output;
    private final @Nullable LiveScreen screen;
    private final Set<Integer> told = new HashSet<>();
    private String lastPhase = "";
    private Instant lastAnswer = Instant.now();
    private Instant nextCheck = Instant.now().plus(CHECK);
    private boolean away;

    /**
     * A watcher.
     *
     * @param screen null where there is no terminal
     */
    public Watcher(Studies studies, Output output, @Nullable LiveScreen screen) {
        this.studies = studies;
        this.output = output;
        this.screen = screen;
    }

    /** Returns the last summary when the study has ended. */
    public StudySummary follow(String name) throws InterruptedException {
        while (true) {
            Optional<StudySummary> summary = ask(name);
            if (summary.isPresent()) {
                show(summary.get());
                if (summary.get().status() != StudyStatus.RUNNING
                        && summary.get().phase().equals("done")) {
                    return summary.get();
                }
                requireOpen(name);
            }
            Thread.sleep(PAUSE);
        }
    }

    private void requireOpen(String name) {
        if (Instant.now().isBefore(nextCheck)) {
            return;
        }
        nextCheck = Instant.now().plus(CHECK);
        try {
            studies.requireHope(name);
        } catch (io.temporal.client.WorkflowException | io.grpc.StatusRuntimeException e) {
            remind();
        }
    }

    private Optional<StudySummary> ask(String name) {
        try {
            Optional<StudySummary> summary = studies.summary(name);
            if (summary.isEmpty()) {
                throw new UnknownStudyException(name);
            }
            lastAnswer = Instant.now();
            if (away) {
                away = false;
                output.note("The engine answers again");
            }
            return summary;
        } catch (io.temporal.client.WorkflowException e) {
            remind();
            return Optional.empty();
        } catch (io.grpc.StatusRuntimeException e) {
            if (!Studies.isUnavailable(e)) {
                throw e;
            }
            remind();
            return Optional.empty();
        }
    }

    private void remind() {
        if (!away && Instant.now().isAfter(lastAnswer.plus(REMIND))) {
            away = true;
            output.note(
                    "No answer from Temporal or the engine; waiting. The study is safe; 'lamarck dev up' starts what died.");
        }
    }

    private void show(StudySummary summary) {
        if (screen != null) {
            screen.show(summary);
            return;
        }
        if (!summary.phase().equals(lastPhase)) {
            lastPhase = summary.phase();
            output.note("%s: %s".formatted(summary.study(), lastPhase));
        }
        for (Trial trial : summary.recent()) {
            if (told.add(trial.id())) {
                output.note(TrialText.line(trial, told.size(), summary.budget().trials()));
            }
        }
    }
}
