package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network cable is pulled: the connection stays and nothing comes any more. */
class HttpStallTest {

    @TempDir
    private Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::sendHalf);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void givesUpWhatDoesNotGoOn() {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        LocalCache cache = new LocalCache(folder, 1_000, 0, InstantSource.system());
        ArtifactStore store = new HttpArtifactStore(address, null, cache, Duration.ofMillis(100));

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store.get("a/key"))
                .withMessageContaining("after 3 attempts")
                .withMessageContaining("nothing came for 100 ms");
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store.list("a"))
                .withMessageContaining("nothing came for 100 ms");
        assertThat(folder).isEmptyDirectory();
    }

    private void sendHalf(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set(StoreProtocol.STORE, "1");
            exchange.getResponseHeaders().set(StoreProtocol.BYTES, "10");
            exchange.getResponseHeaders().set(StoreProtocol.SHA256, Hashes.sha256(new byte[10]));
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write(new byte[5]);
            exchange.getResponseBody().flush();
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
