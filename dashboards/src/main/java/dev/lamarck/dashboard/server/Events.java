package dev.lamarck.dashboard.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners that something changed. Each topic is looked at about once a second while someone listens, once for all
 * of its listeners.
 */
final class Events implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private static final Duration LOOK = Duration.ofMillis(950);
    /** A browser that went away is noticed by a failing write. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private final Function<String, Object> state;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Topic> topics = new HashMap<>();
    private boolean closed;

    private static final class Topic {
        private @Nullable Object last;
        private long version;
        private int listeners;
        private boolean failing;
    }

    /**
     * Events over a state.
     *
     * @param state of a topic: listeners are told when it is no longer equal to the last
     */
    Events(Function<String, Object> state) {
        this.state = state;
    }

    /** Writes events until the listener or the server goes away. */
    void serve(String name, OutputStream out) throws IOException {
        Topic topic = join(name);
        try {
            send(out, "retry: 1000\nevent: hello\ndata: 0\n\n");
            // Everyone hears of the present state: the page may have been asked for before it.
            long seen = 0;
            while (true) {
                long now = await(topic, seen);
                if (now < 0) {
                    return;
                }
                send(out, now == seen ? ":\n\n" : "event: changed\ndata: %d\n\n".formatted(now));
                seen = now;
            }
        } finally {
            leave(name, topic);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Topic join(String name) {
        lock.lock();
        try {
            Topic topic = topics.computeIfAbsent(name, any -> new Topic());
            if (topic.listeners++ == 0) {
                Thread.ofVirtual().name("dashboard-" + name).start(() -> watch(name, topic));
            }
            return topic;
        } finally {
            lock.unlock();
        }
    }

    private void leave(String name, Topic topic) {
        lock.lock();
        try {
            if (--topic.listeners == 0) {
                topics.remove(name);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a version other than the one seen; gives the same one as a sign of life, -1 at the end. */
    private long await(Topic topic, long seen) {
        lock.lock();
        try {
            long left = SIGN_OF_LIFE.toNanos();
            while (!closed && topic.version == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed ? -1 : topic.version;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            lock.unlock();
        }
    }

    private void watch(String name, Topic topic) {
        while (true) {
            look(name, topic);
            lock.lock();
            try {
                long left = LOOK.toNanos();
                while (!closed && topic.listeners > 0 && left > 0) {
                    left = changed.awaitNanos(left);
                }
                if (closed || topic.listeners == 0) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    private void look(String name, Topic topic) {
        try {
            Object now = state.apply(name);
            topic.failing = false;
            note(topic, now);
        } catch (RuntimeException e) {
            // The edge of a thread: whatever a reader throws, the next look may succeed.
            if (!topic.failing) {
                LOG.warn("The state of '{}' cannot be read; listeners wait until it can", name, e);
            }
            topic.failing = true;
        }
    }

    private void note(Topic topic, Object now) {
        lock.lock();
        try {
            if (!Objects.equals(topic.last, now)) {
                topic.last = now;
                topic.version++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
