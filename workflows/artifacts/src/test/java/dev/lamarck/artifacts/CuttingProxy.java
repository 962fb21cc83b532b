package dev.lamarck.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Passes the bytes of connections to a port of this machine on, until it is told to cut them. */
public final class CuttingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Direction requests = new Direction();
    private final Direction answers = new Direction();

    /** How many more bytes pass, and what happens then. */
    private static final class Direction {

        private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
        private volatile boolean once;
    }

    public CuttingProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Closes the connection that carries this byte of the answers from now on, and with it every later one. */
    public void cutAnswersAfter(long bytes) {
        set(answers, bytes, false);
    }

    /** As {@link #cutAnswersAfter}, but for one connection only. */
    public void cutOneAnswerAfter(long bytes) {
        set(answers, bytes, true);
    }

    public void cutOneRequestAfter(long bytes) {
        set(requests, bytes, true);
    }

    public void cutRequestsAfter(long bytes) {
        set(requests, bytes, false);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static void set(Direction direction, long bytes, boolean once) {
        direction.once = once;
        direction.left.set(bytes);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pump(from, to, requests));
                Thread.ofVirtual().start(() -> pump(to, from, answers));
            } catch (IOException e) {
                // The proxy, or the server behind it, is closed.
                continue;
            }
        }
    }

    private static void pump(Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                long left = direction.left.get() == Long.MAX_VALUE
                        ? Long.MAX_VALUE
                        : direction.left.addAndGet(-read) + read;
                if (left >= read) {
                    out.write(buffer, 0, read);
                    continue;
                }
                out.write(buffer, 0, (int) Math.max(0, left));
                if (direction.once) {
                    direction.left.set(Long.MAX_VALUE);
                }
                return;
            }
        } catch (IOException e) {
            // The other side is gone, which is what closing tells this one.
            return;
        }
    }
}
