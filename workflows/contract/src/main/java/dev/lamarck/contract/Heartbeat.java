package dev.lamarck.contract;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;

/**
 * Tells the server every few seconds that an activity lives: its process may die, and each of its calls has a time-out.
 * What the activity itself told last, in this attempt or the one before, is told again.
 */
public final class Heartbeat implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Thread thread;

    private Heartbeat(ActivityExecutionContext context) {
        thread = Thread.ofVirtual().name("heartbeat").start(() -> beat(context));
    }

    /** Of an activity, until it is closed. */
    public static Heartbeat of(ActivityExecutionContext context) {
        return new Heartbeat(context);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static void beat(ActivityExecutionContext context) {
        try {
            while (true) {
                context.heartbeat(context.getHeartbeatDetails(Object.class).orElse(null));
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ActivityCompletionException e) {
            // The attempt was cancelled or timed out: the server wants to hear no more of it.
        }
    }
}
