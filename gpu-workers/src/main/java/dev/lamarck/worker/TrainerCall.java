package dev.lamarck.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.search.study.FailureClass;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows an attempt within an activity: reads its report, sends heartbeats while it makes progress, keeps its lease,
 * asks it to yield when its slice is over, the activity is cancelled or the worker shuts down, and ends it when it does
 * not.
 */
final class TrainerCall {

    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final Duration RENEWAL = Duration.ofSeconds(2);
    private static final long SHORTEST_POLL_MILLIS = 10;
    private static final long LONGEST_POLL_MILLIS = 200;

    /** How an attempt came to its end. */
    enum End {
        /** With a last line of its report. */
        REPORTED,
        /** Without one. */
        EXITED,
        /** It said what makes no sense. */
        SENSELESS,
        STALLED,
        /** It did not yield when its slice was over. */
        OVERDUE,
        /** It did not yield when the slot was wanted. */
        CANCELLED,
        /** Nobody waits for it any more: the server has given it up. */
        GIVEN_UP
    }

    /**
     * How a call ended.
     *
     * @param wanted whether its slot was wanted for something else
     * @param late whether its slice was over
     * @param stopped whether the trainer was stopped by a signal
     * @param failure of a senseless report
     * @param problem in words; empty if it reported
     */
    record Outcome(
            RunningAttempt running,
            End end,
            boolean wanted,
            boolean late,
            boolean stopped,
            FailureClass failure,
            String problem) {

        /** The line that ended the report; null if there is none. */
        @Nullable
        JsonNode last() {
            return running.report().last();
        }
    }

    private final Pulse pulse;
    private final Patience patience;
    private final Duration lease;
    private final Lapse round;
    private final Lapse quiet;
    private final Lapse begun;
    private final Lapse beat;
    private final Lapse renewed;
    private final Lapse asked;
    private boolean heard;
    private boolean yielding;
    private boolean wanted;
    private boolean leaving;
    private boolean late;

    /**
     * A call.
     *
     * @param pulse tells the server
     * @param lease of the trainer, after which the server has given up a worker that says nothing as well
     * @param nanos a clock as {@link System#nanoTime}
     */
    TrainerCall(Pulse pulse, Patience patience, Duration lease, LongSupplier nanos) {
        this.pulse = pulse;
        this.patience = patience;
        this.lease = lease;
        this.round = Lapse.from(nanos);
        this.quiet = Lapse.from(nanos);
        this.begun = Lapse.from(nanos);
        this.beat = Lapse.from(nanos);
        this.renewed = Lapse.from(nanos);
        this.asked = Lapse.from(nanos);
    }

    /** Follows an attempt to its end. Unless it reported, its trainer is ended too. */
    Outcome follow(RunningAttempt running) throws IOException, InterruptedException {
        End end = null;
        boolean stopped = false;
        FailureClass failure = FailureClass.INFRASTRUCTURE;
        String problem = "";
        try {
            end = watch(running);
            stopped = (end == End.STALLED || end == End.OVERDUE) && running.isStopped();
            problem = describe(running, end) + (stopped ? " It was stopped by a signal." : "");
        } catch (ReportException e) {
            end = End.SENSELESS;
            failure = e.failure();
            problem = String.valueOf(e.getMessage());
        } finally {
            if (end != End.REPORTED) {
                // It may still be at work; the next attempt gets a trainer that is not.
                end(running);
            }
        }
        return new Outcome(running, end, wanted, late, stopped, failure, problem);
    }

    /** Interrupted or not, nothing of it is left. */
    private static void end(RunningAttempt running) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            running.end();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private End watch(RunningAttempt running) throws IOException, InterruptedException, ReportException {
        long pause = SHORTEST_POLL_MILLIS;
        while (true) {
            boolean alive = running.isAlive();
            if (running.poll()) {
                heard = true;
                quiet.restart();
                pause = SHORTEST_POLL_MILLIS;
            }
            // A worker that was stopped for so long trains what is another's by now.
            if (round.exceeds(lease)) {
                return End.GIVEN_UP;
            }
            round.restart();
            if (running.report().last() == null && !alive) {
                return End.EXITED;
            }
            if (running.report().last() != null && running.isSettled()) {
                return End.REPORTED;
            }
            End over = tell(running);
            if (over != null) {
                return over;
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_POLL_MILLIS, pause * 3 / 2 + 1);
        }
    }

    /** Tells the server and the trainer of each other; not null if either has had enough. */
    private @Nullable End tell(RunningAttempt running) {
        if (renewed.exceeds(RENEWAL)) {
            renewed.restart();
            running.renew(lease);
        }
        if (beat.exceeds(HEARTBEAT)) {
            beat.restart();
            Pulse.Answer answer =
                    pulse.beat(running.report().step(), running.report().metrics());
            if (answer == Pulse.Answer.FORGOTTEN) {
                return End.GIVEN_UP;
            }
            leaving = answer == Pulse.Answer.LEAVING;
            wanted = wanted || answer != Pulse.Answer.WANTED;
        }
        late = late || (patience.slice() != null && begun.exceeds(patience.slice()));
        if (running.report().last() != null) {
            return null;
        }
        if (wanted || late) {
            askToYield(running);
        }
        return overdue();
    }

    private @Nullable End overdue() {
        Duration grace = patience.grace();
        if (wanted && (grace == null || asked.exceeds(leaving ? patience.leave() : grace))) {
            return End.CANCELLED;
        }
        if (late && grace != null && asked.exceeds(grace)) {
            return End.OVERDUE;
        }
        return quiet.exceeds(heard ? patience.stall() : patience.firstSign()) ? End.STALLED : null;
    }

    private void askToYield(RunningAttempt running) {
        if (!yielding && patience.grace() != null) {
            yielding = true;
            asked.restart();
            running.requestYield();
        }
    }

    private String describe(RunningAttempt running, End end) {
        return switch (end) {
            case REPORTED, SENSELESS -> "";
            case EXITED -> "The trainer process died: " + running.exit().describe() + ".";
            case STALLED ->
                "The trainer made no progress for %d s and was ended."
                        .formatted(quiet.elapsed().toSeconds());
            case OVERDUE ->
                "The trainer did not yield within %d s when its slice was over, and was ended."
                        .formatted(asked.elapsed().toSeconds());
            case CANCELLED -> "The trainer was ended, because its slot was wanted, before it could leave a checkpoint.";
            case GIVEN_UP -> "The server has given this attempt up: nothing was heard of it for too long.";
        };
    }
}
