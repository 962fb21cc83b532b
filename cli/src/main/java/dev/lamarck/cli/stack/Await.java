package dev.lamarck.cli.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waits on conditions of other processes. */
public final class Await {

    private static final long PAUSE_MILLIS = 100;

    private Await() {}

    /** True once the condition holds; false if it does not within the time or {@code hopeless} holds. */
    public static boolean until(BooleanSupplier condition, BooleanSupplier hopeless, Duration patience) {
        Instant end = Instant.now().plus(patience);
        while (Instant.now().isBefore(end)) {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (hopeless.getAsBoolean()) {
                return false;
            }
            pause();
        }
        return condition.getAsBoolean();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
