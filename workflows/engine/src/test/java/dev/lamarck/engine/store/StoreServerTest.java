package dev.lamarck.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.artifacts.Hashes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreServerTest {

    private static final String SUM = Hashes.sha256("x".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path root;

    private FileArtifactStore store;
    private StoreServer server;
    private HttpClient http;

    @BeforeEach
    void start() {
        store = FileArtifactStore.at(root, 0);
        server = StoreServer.start(store, StoreServer.Settings.local(0));
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void listensOnThisMachineOnly() {
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void listensElsewhereOnlyWithAToken() {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> new StoreServer.Settings("0.0.0.0", 0, null, 1))
                .withMessage(
                        "The artifact store cannot listen on 0.0.0.0 without a token: whoever reaches it could read"
                                + " and write. Set LAMARCK_STORE_TOKEN, or let it listen on 127.0.0.1.");
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> new StoreServer.Settings("0.0.0.0", 0, "short", 1))
                .withMessageStartingWith("The token of the artifact store has 5 characters; at least 16 are needed.");
        assertThat(new StoreServer.Settings("0.0.0.0", 0, "0123456789abcdef", 1).token())
                .isNotNull();
    }

    @Test
    void namesAPortThatIsTaken() {
        int port = server.address().getPort();

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> StoreServer.start(store, StoreServer.Settings.local(port)))
                .withMessageStartingWith("The artifact store cannot listen on port %d of 127.0.0.1: ", port);
    }

    @ParameterizedTest(name = "{0} {1} is answered by {2}")
    @CsvSource({
        "GET,    /,                              404",
        "GET,    /v1/artifacts/none,             404",
        "HEAD,   /v1/artifacts/none,             404",
        "GET,    /v1/artifacts/../../etc/passwd, 400",
        "GET,    /v1/artifacts/%2e%2e/x,         400",
        "GET,    /v1/artifacts/a//b,             400",
        "GET,    /v1/artifacts/.tmp,             400",
        "GET,    /v1/artifacts/,                 400",
        "DELETE, /v1/artifacts/../x,             400",
        "PUT,    /v1/artifacts/../x,             400",
        "PUT,    /v1/artifacts/a/key,            400",
        "POST,   /v1/artifacts/a/key,            405",
        "POST,   /v1/offers/a/key,               400",
        "POST,   /v1/offers/../x,                400",
        "GET,    /v1/keys,                       400",
        "GET,    /v1/keys?prefix=../,            400",
        "GET,    /v1/keys?prefix=,               200",
        "POST,   /v1/keys?prefix=,               404",
        "GET,    /v1/folders?folder=..,          400",
        "GET,    /v1/folders?folder=a,           200"
    })
    void answersWrongRequestsByAStatus(String method, String path, int status) throws Exception {
        HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.ofString("x")));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Lamarck-Store")).hasValue("1");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void takesOnlyWhatHasTheSumThatWasSent() throws Exception {
        HttpRequest.Builder put = request("/v1/artifacts/a/key").header("Lamarck-Sha256", SUM);

        HttpResponse<String> other = send(put.PUT(BodyPublishers.ofString("y")));
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).startsWith("The bytes that came for artifact a/key are not those that were sent: ");
        assertThat(store.list("")).isEmpty();

        assertThat(send(put.PUT(BodyPublishers.ofString("x"))).statusCode()).isEqualTo(201);
        assertThat(send(put.PUT(BodyPublishers.ofString("x"))).statusCode()).isEqualTo(409);
        HttpResponse<String> got = send(request("/v1/artifacts/a/key").GET());
        assertThat(got.body()).isEqualTo("x");
        assertThat(got.headers().firstValue("Lamarck-Sha256")).hasValue(SUM);
    }

    @Test
    void wantsToKnowTheLength() throws Exception {
        HttpResponse<String> answer = send(request("/v1/artifacts/a/key")
                .header("Lamarck-Sha256", SUM)
                .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofString("x"))));

        assertThat(answer.statusCode()).isEqualTo(411);
    }

    @Test
    void keepsNothingOfABodyThatBreaksOff() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String half = "PUT /v1/artifacts/a/key HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2000000\r\n"
                    + "Lamarck-Sha256: " + SUM + "\r\n\r\n" + "x".repeat(1_000_000);
            socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }

        assertThat(store.list("")).isEmpty();
        assertThat(root.resolve(".tmp")).isEmptyDirectory();
    }

    /** A page on the Web whose name means 127.0.0.1 sends its own name. */
    @Test
    void answersToNamesOfItsOwnMachineOnlyWhileItHasNoToken() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String request = "GET /v1/keys?prefix= HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403 ")
                    .endsWith("This store has no token and answers to names of its own machine only.");
        }
    }

    @Test
    void knowsTheSumOfAFileThatChanged() throws Exception {
        store.put("a/key", "y".getBytes(StandardCharsets.UTF_8));
        send(request("/v1/artifacts/a/key").GET());
        store.delete("a/key");
        store.put("a/key", "xx".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> answer = send(request("/v1/artifacts/a/key").GET());

        assertThat(answer.body()).isEqualTo("xx");
        assertThat(answer.headers().firstValue("Lamarck-Sha256"))
                .hasValue(Hashes.sha256(Files.readAllBytes(root.resolve("a/key"))));
    }

    private HttpRequest.Builder request(String path) {
        URI address = server.address();
        return HttpRequest.newBuilder(
                URI.create("http://%s:%d%s".formatted(address.getHost(), address.getPort(), path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
