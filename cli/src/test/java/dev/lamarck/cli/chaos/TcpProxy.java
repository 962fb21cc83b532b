package dev.lamarck.cli.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes TCP connections on to a server on 127.0.0.1, unless it is told to cut or delay them. */
final class TcpProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TcpProxy.class);
    private static final int BUFFER_BYTES = 1 << 16;

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile int latencyMillis;

    private TcpProxy(ServerSocket listener, InetSocketAddress server) {
        this.listener = listener;
        this.server = server;
    }

    /** Listens on a free port. */
    static TcpProxy to(int port) throws IOException {
        InetAddress local = InetAddress.getLoopbackAddress();
        TcpProxy proxy = new TcpProxy(new ServerSocket(0, 50, local), new InetSocketAddress(local, port));
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Resets what is open and what comes, until {@link #heal}. */
    void cut() {
        cut = true;
        open.forEach(TcpProxy::reset);
    }

    /** Holds what is sent back for so long, both ways, until {@link #heal}. */
    void delay(int millis) {
        latencyMillis = millis;
    }

    void heal() {
        cut = false;
        latencyMillis = 0;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(TcpProxy::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (cut) {
                    reset(client);
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException e) {
                LOG.debug("No longer listening", e);
            }
        }
    }

    private void connect(Socket client) {
        Socket upstream = new Socket();
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(server);
            open.add(client);
            open.add(upstream);
            if (cut) {
                reset(client);
            }
            Thread answers = Thread.ofVirtual().start(() -> pass(upstream, client));
            pass(client, upstream);
            answers.join();
        } catch (IOException e) {
            LOG.debug("The server is away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
            open.remove(upstream);
            reset(client);
            reset(upstream);
        }
    }

    /** One way of a connection. Its orderly end is passed on too; a reset is one for both ways. */
    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (latencyMillis > 0) {
                    Thread.sleep(latencyMillis);
                }
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("A connection was reset", e);
            reset(from);
            reset(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes in such a way that the other side is told of a reset. */
    private static void reset(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            LOG.debug("A connection was closed already", e);
        }
    }
}
