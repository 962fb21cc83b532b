package dev.lamarck.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time since a moment, by a clock that nobody sets: one that is set, or jumps, would end trials or let them run on. */
final class Lapse {

    private final LongSupplier nanos;
    private long since;

    private Lapse(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /**
     * The time from now on.
     *
     * @param nanos a clock as {@link System#nanoTime}
     */
    static Lapse from(LongSupplier nanos) {
        return new Lapse(nanos);
    }

    void restart() {
        since = nanos.getAsLong();
    }

    Duration elapsed() {
        return Duration.ofNanos(nanos.getAsLong() - since);
    }

    boolean exceeds(Duration limit) {
        return elapsed().compareTo(limit) > 0;
    }
}
