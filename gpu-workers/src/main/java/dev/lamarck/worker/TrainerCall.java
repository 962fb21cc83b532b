package dev.lamarck.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.contract.TrainingActivities.TrainProgress;
import dev.lamarck.train.loop.TrainerRequest;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one request on a slot's trainer within an activity: follows its report, sends heartbeats while it makes progress,
 * asks it to yield when the activity is cancelled or the worker shuts down.
 */
final class TrainerCall {

    private static final Duration FIRST_SIGN = Duration.ofMinutes(3);
    private static final Duration STALL = Duration.ofSeconds(90);
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final long SHORTEST_POLL_MILLIS = 10;
    private static final long LONGEST_POLL_MILLIS = 200;

    /** How a call ended: the line that ended the report, or a reason why there is none. */
    record Outcome(Slot.Running running, @Nullable JsonNode last, String problem) {}

    private final Slot slot;
    private final String worker;
    private final String trial;
    private Instant lastProgress = Instant.now();
    private Instant lastHeartbeat = Instant.EPOCH;
    private boolean heard;
    private boolean yielding;

    TrainerCall(Slot slot, String worker, String trial) {
        this.slot = slot;
        this.worker = worker;
        this.trial = trial;
    }

    Outcome run(TrainerRequest request, @Nullable Path checkpointIn) throws IOException, InterruptedException {
        Slot.Running running = slot.begin(request, checkpointIn);
        boolean ended = false;
        try {
            Outcome outcome = follow(running);
            ended = true;
            return outcome;
        } finally {
            if (!ended) {
                // It may still be at work; the next attempt gets a trainer that is not.
                slot.discardTrainer();
            }
        }
    }

    private Outcome follow(Slot.Running running) throws IOException, InterruptedException {
        long pause = SHORTEST_POLL_MILLIS;
        while (true) {
            boolean alive = running.process().isAlive();
            if (running.report().poll()) {
                heard = true;
                lastProgress = Instant.now();
                pause = SHORTEST_POLL_MILLIS;
            }
            JsonNode last = running.report().last();
            if (last != null) {
                return new Outcome(running, last, "");
            }
            if (!alive) {
                slot.discardTrainer();
                return new Outcome(
                        running,
                        null,
                        "The trainer process died: " + running.process().describeExit() + ".");
            }
            if (Instant.now().isAfter(lastProgress.plus(heard ? STALL : FIRST_SIGN))) {
                slot.discardTrainer();
                return new Outcome(running, null, "The trainer made no progress for " + STALL.toSeconds() + " s.");
            }
            heartbeat(running);
            Thread.sleep(pause);
            pause = Math.min(LONGEST_POLL_MILLIS, pause * 3 / 2 + 1);
        }
    }

    private void heartbeat(Slot.Running running) throws IOException {
        if (Instant.now().isBefore(lastHeartbeat.plus(HEARTBEAT))) {
            return;
        }
        lastHeartbeat = Instant.now();
        ActivityExecutionContext context = Activity.getExecutionContext();
        try {
            context.heartbeat(new TrainProgress(
                    worker,
                    Map.of(trial, running.report().step()),
                    running.report().metrics()));
        } catch (ActivityCanceledException e) {
            askToYield(running);
        } catch (ActivityCompletionException e) {
            // The worker shuts down, or the server has given this attempt up: what is left now serves nobody but a
            // checkpoint costs little and ends the trainer's work in order.
            askToYield(running);
        }
    }

    private void askToYield(Slot.Running running) throws IOException {
        if (!yielding) {
            yielding = true;
            running.process().requestYield();
        }
    }
}
