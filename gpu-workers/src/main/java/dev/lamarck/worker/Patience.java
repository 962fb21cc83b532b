package dev.lamarck.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a worker waits for a trainer.
 *
 * @param firstSign until it first says something
 * @param stall without a sign of life later on
 * @param slice after which it is asked to yield; null for never
 * @param grace to yield in, since a command yields between its steps; null if it cannot, and is ended at once when its slot
 *     is wanted
 * @param leave to yield in when the worker shuts down
 */
record Patience(
        Duration firstSign,
        Duration stall,
        @Nullable Duration slice,
        @Nullable Duration grace,
        Duration leave) {

    private static final Duration GRACE = Duration.ofSeconds(60);
    /** Below the heartbeat time-out: a worker that shuts down sends no more heartbeats. */
    private static final Duration LEAVE = Duration.ofSeconds(15);

    /** For what is not training. */
    static Patience ofTask() {
        return slices(Duration.ofSeconds(90), null);
    }

    /** For a trainer that yields with a checkpoint. */
    static Patience slices(Duration stall, @Nullable Duration slice) {
        return new Patience(stall.multipliedBy(2), stall, slice, GRACE, LEAVE);
    }

    /** For a trainer that cannot yield. */
    static Patience whole(Duration stall) {
        return new Patience(stall.multipliedBy(2), stall, null, null, LEAVE);
    }
}
