package dev.lamarck.dashboard.page;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is asked for again only when it is too old: one question at a time, however many want to know. */
final class Timed<V> {

    private final Supplier<V> ask;
    private final Function<V, Duration> keep;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable V answer;
    private long until;

    /**
     * An answer.
     *
     * @param keep how long an answer counts
     */
    Timed(Supplier<V> ask, Function<V, Duration> keep, Clock clock) {
        this.ask = ask;
        this.keep = keep;
        this.clock = clock;
    }

    V get() {
        lock.lock();
        try {
            V current = answer;
            if (current == null || clock.millis() >= until) {
                current = ask.get();
                answer = current;
                until = clock.millis() + keep.apply(current).toMillis();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }
}
