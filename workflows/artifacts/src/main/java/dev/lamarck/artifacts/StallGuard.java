package dev.lamarck.artifacts;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A stream that fails if nothing comes for some time: a peer that has vanished would be waited for without end. */
public final class StallGuard extends FilterInputStream {

    private final Duration limit;
    private final Closeable end;
    private final Thread guard;

    /** When the read that is going on began, by {@link System#nanoTime}; null while none is. */
    private volatile @Nullable Long since;

    private volatile boolean stalled;
    private volatile boolean open = true;

    /** As {@link #StallGuard(InputStream, Duration, Closeable)}, for a stream whose closing ends a read that waits. */
    StallGuard(InputStream in, Duration limit) {
        this(in, limit, in);
    }

    /**
     * Guards a stream.
     *
     * @param limit how long a read may take
     * @param end what is closed, after at most one and a half times as long, to end a read that waits
     */
    public StallGuard(InputStream in, Duration limit, Closeable end) {
        super(in);
        this.limit = limit;
        this.end = end;
        this.guard = Thread.ofVirtual().name("stall-guard").start(this::watch);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        since = System.nanoTime();
        try {
            int read = in.read(bytes, offset, length);
            requireProgress();
            return read;
        } catch (IOException e) {
            requireProgress();
            throw e;
        } finally {
            since = null;
        }
    }

    @Override
    public void close() throws IOException {
        open = false;
        LockSupport.unpark(guard);
        in.close();
    }

    private void requireProgress() throws InterruptedIOException {
        if (stalled) {
            throw new InterruptedIOException("nothing came for %,d ms".formatted(limit.toMillis()));
        }
    }

    private void watch() {
        while (open) {
            LockSupport.parkNanos(limit.toNanos() / 2);
            Long began = since;
            if (began != null && System.nanoTime() - began > limit.toNanos()) {
                stalled = true;
                closeQuietly();
                return;
            }
        }
    }

    /** Closing is how a read that waits is ended; that it fails tells no more than the reader is told anyway. */
    private void closeQuietly() {
        try {
            end.close();
        } catch (IOException e) {
            open = false;
        }
    }
}
