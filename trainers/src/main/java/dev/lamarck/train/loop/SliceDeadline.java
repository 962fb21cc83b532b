package dev.lamarck.train.loop;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a slice is to end. Read from the clock of the day once and counted by one that nobody sets, so that a jump of the
 * former neither ends a slice nor lets it run for ever.
 */
final class SliceDeadline {

    private final @Nullable Long nanos;
    private boolean asked;

    private SliceDeadline(@Nullable Long nanos) {
        this.nanos = nanos;
    }

    /** A deadline by an instant as ISO-8601 text; null for none. */
    static SliceDeadline of(@Nullable String instant) {
        return new SliceDeadline(
                instant == null
                        ? null
                        : System.nanoTime()
                                + Duration.between(Instant.now(), Instant.parse(instant))
                                        .toNanos());
    }

    /**
     * Whether the time is used up. Never at the first question, which comes before the first call: a slice that begins too
     * late, after slow disks or a jump of the clock, would else yield without a step, and the next one as well.
     */
    boolean isPast() {
        boolean first = !asked;
        asked = true;
        return !first && nanos != null && System.nanoTime() - nanos > 0;
    }
}
