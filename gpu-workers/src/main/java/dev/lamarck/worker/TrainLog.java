package dev.lamarck.worker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a trainer prints during an attempt, on disk and of bounded size: the first bytes and the last. A trainer that
 * prints without end costs no more. Safe for several threads.
 */
final class TrainLog implements AutoCloseable {

    /** How much is kept of either end. */
    record Bounds(long first, long last) {

        /** 1 MB and 9 MB. */
        static final Bounds USUAL = new Bounds(1 << 20, 9 << 20);
    }

    private static final Logger LOG = LoggerFactory.getLogger(TrainLog.class);
    private static final int TAIL_BYTES = 8 << 10;

    private final Bounds bounds;
    /** The first bytes, and behind them those of the end, in a ring. */
    private final FileChannel channel;

    private final ReentrantLock lock = new ReentrantLock();
    private long written;

    private TrainLog(FileChannel channel, Bounds bounds) {
        this.channel = channel;
        this.bounds = bounds;
    }

    /** A new log in a file. */
    static TrainLog at(Path file, Bounds bounds) throws IOException {
        return new TrainLog(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                bounds);
    }

    /** Takes all that comes, until it ends, in a thread of its own. */
    Thread follow(InputStream output) {
        return Thread.ofPlatform().daemon().name("trainer-log").start(() -> {
            byte[] bytes = new byte[1 << 14];
            try (output) {
                for (int read = output.read(bytes); read >= 0; read = output.read(bytes)) {
                    write(bytes, read);
                }
            } catch (IOException e) {
                LOG.debug("The trainer's output ended", e);
            }
        });
    }

    void write(byte[] bytes, int length) throws IOException {
        lock.lock();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                long place = place(written);
                int end = buffer.limit();
                buffer.limit((int) Math.min(end, buffer.position() + room(place)));
                written += channel.write(buffer, place);
                buffer.limit(end);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is kept to a file; says how much is not, where it was. */
    void save(Path target) throws IOException {
        lock.lock();
        try (FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long start = Math.min(written, bounds.first());
            channel.transferTo(0, start, to);
            long left = written - bounds.first() - bounds.last();
            if (left > 0) {
                to.write(note(left, bounds));
            }
            copy(Math.max(start, written - bounds.last()), to);
        } finally {
            lock.unlock();
        }
    }

    /** Writes what another file has from a place on, within the bounds, as {@link #save} does. */
    static void copy(Path log, long start, Path target, Bounds bounds) throws IOException {
        try (FileChannel from = FileChannel.open(log, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = from.size();
            long left = end - start - bounds.first() - bounds.last();
            if (left > 0) {
                from.transferTo(start, bounds.first(), to);
                to.write(note(left, bounds));
                from.transferTo(end - bounds.last(), bounds.last(), to);
            } else {
                from.transferTo(start, Math.max(0, end - start), to);
            }
        }
    }

    /** The last lines, at most so many. */
    List<String> tail(int lines) throws IOException {
        lock.lock();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            long start = Math.max(0, written - Math.min(TAIL_BYTES, bounds.last()));
            copy(start, Channels.newChannel(bytes));
            List<String> all = bytes.toString(StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes were printed. */
    long written() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a follower to have taken everything; one whose pipe is held open by somebody is given up. */
    static void join(Thread follower, Duration patience) throws InterruptedException {
        if (!follower.join(patience)) {
            LOG.warn("Somebody still holds the output of a trainer that has ended");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static ByteBuffer note(long left, Bounds bounds) {
        return StandardCharsets.UTF_8.encode(
                "%n[%,d bytes are left out here: a log keeps its first %,d and its last %,d]%n"
                        .formatted(left, bounds.first(), bounds.last()));
    }

    private void copy(long from, WritableByteChannel to) throws IOException {
        for (long at = from; at < written; ) {
            long place = place(at);
            at += channel.transferTo(place, Math.min(written - at, room(place)), to);
        }
    }

    /** Where the byte with this number is in the file. */
    private long place(long number) {
        return number < bounds.first() ? number : bounds.first() + (number - bounds.first()) % bounds.last();
    }

    /** How many bytes from a place on are in one piece. */
    private long room(long place) {
        return (place < bounds.first() ? bounds.first() : bounds.first() + bounds.last()) - place;
    }
}
