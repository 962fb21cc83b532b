package dev.lamarck.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final byte[] PAGE = new byte[300_000];

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, PAGE.length);
            exchange.getResponseBody().write(PAGE);
            exchange.close();
        });
        server.start();
        proxy = TcpProxy.to(server.getAddress().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        proxy.close();
        server.stop(0);
    }

    @Test
    void passesWholeAnswers() throws Exception {
        assertThat(get()).isEqualTo(PAGE.length);
        assertThat(get()).isEqualTo(PAGE.length);
    }

    @Test
    void resetsConnectionsWhileItIsCut() throws Exception {
        get();

        proxy.cut();

        assertThatIOException().isThrownBy(this::get);
        proxy.heal();
        assertThat(get()).isEqualTo(PAGE.length);
    }

    @Test
    void holdsBackWhatIsSent() throws Exception {
        proxy.delay(100);

        long started = System.nanoTime();

        assertThat(get()).isEqualTo(PAGE.length);
        assertThat(System.nanoTime() - started).isGreaterThan(200_000_000);
    }

    private int get() throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:%d/".formatted(proxy.port()));
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body()
                .length;
    }
}
