package dev.lamarck.engine.store;

import com.sun.net.httpserver.HttpServer;
import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.artifacts.StoreProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a store of files to {@code http:} stores elsewhere, see {@link StoreProtocol}. It speaks no TLS: put a proxy that
 * does before it where the network is not trusted.
 */
public final class StoreServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreServer.class);

    private final HttpServer server;
    private final ExecutorService executor;

    /**
     * Where and to whom it serves.
     *
     * @param host to listen on; an address that others can reach needs a token
     * @param port 0 for any that is free
     * @param token that every request must carry; null for none
     * @param largestBytes the largest artifact that it takes
     */
    public record Settings(String host, int port, @Nullable String token, long largestBytes) {

        /** 64 GB. */
        public static final long LARGEST_BYTES = 64L << 30;

        private static final int LEAST_TOKEN = 16;

        public Settings {
            if (token != null && token.length() < LEAST_TOKEN) {
                throw new ArtifactException(
                        "The token of the artifact store has %d characters; at least %d are needed. Make one by: openssl rand -hex 32"
                                .formatted(token.length(), LEAST_TOKEN));
            }
            if (token == null && !address(host).isLoopbackAddress()) {
                throw new ArtifactException(
                        "The artifact store cannot listen on %s without a token: whoever reaches it could read and write. Set LAMARCK_STORE_TOKEN, or let it listen on 127.0.0.1."
                                .formatted(host));
            }
        }

        /** On 127.0.0.1, where programs of this machine need no token. */
        public static Settings local(int port) {
            return new Settings("127.0.0.1", port, null, LARGEST_BYTES);
        }

        private static InetAddress address(String host) {
            try {
                return InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new ArtifactException(
                        "The artifact store cannot listen on %s: there is no such host.".formatted(host), e);
            }
        }

        InetSocketAddress socket() {
            return new InetSocketAddress(address(host), port);
        }
    }

    private StoreServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts it.
     *
     * @throws ArtifactException if it cannot listen there
     */
    public static StoreServer start(FileArtifactStore store, Settings settings) {
        HttpServer server;
        try {
            server = HttpServer.create(settings.socket(), 0);
        } catch (IOException e) {
            throw new ArtifactException(
                    "The artifact store cannot listen on port %d of %s: %s. Choose another port."
                            .formatted(settings.port(), settings.host(), e.getMessage()),
                    e);
        }
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(executor);
        StoreRequests requests = new StoreRequests(store, settings.largestBytes());
        server.createContext("/", new StoreGate(settings.token(), requests));
        server.start();
        StoreServer started = new StoreServer(server, executor);
        LOG.info("The artifact store is served at {}", started.address());
        return started;
    }

    /** What an {@code http:} store is opened by, on this machine if it listens on all addresses. */
    public URI address() {
        InetSocketAddress socket = server.getAddress();
        String host = socket.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : socket.getAddress().getHostAddress();
        return URI.create("http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, socket.getPort()));
    }

    /** Cuts what is going on; nothing is left half stored. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
