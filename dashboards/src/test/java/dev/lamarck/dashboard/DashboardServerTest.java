package dev.lamarck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.dashboard.server.DashboardServer;
import dev.lamarck.ledger.StudyReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DashboardServerTest {

    @TempDir
    static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static SyntheticStore synthetic;
    private static DashboardServer server;

    @BeforeAll
    static void start() throws IOException {
        synthetic = new SyntheticStore(folder);
        synthetic.ended("digits", "digits", 20);
        server = new DashboardServer(new Pages(synthetic.store, synthetic.reader(), List::of), 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nights",
                "/workers",
                "/studies/digits",
                "/studies/digits/trials/0",
                "/static/app.js",
                "/static/app.css",
                "/static/icon.svg",
                "/static/vendor/echarts.min.js",
                "/api/overview",
                "/api/nights",
                "/api/workers",
                "/api/studies/digits",
                "/api/studies/digits/trials/0",
                "/api/studies/digits/images/saliency/00.png"
            })
    void answersWithAPolicyThatLetsNothingElseIn(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).matches("no-store|no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/nights/",
                "/api",
                "/api/",
                "/api/nothing",
                "/static",
                "/static/",
                "/static/page.html/../app.js",
                "/static/..%2F..%2FWebFiles.class",
                "/static/%2e%2e/web/WebFiles.class",
                "/static/WebFiles.class",
                "/static/report.html",
                "/studies/",
                "/studies/other",
                "/studies/digits/",
                "/studies/digits/trials/9999",
                "/studies/digits/trials/99999999999",
                "/studies/digits/trials/x",
                "/studies/digits/other/0",
                "/api/studies/other",
                "/api/studies/..%2Fdigits",
                "/api/studies/%2e%2e",
                "/api/studies/%00",
                "/api/studies/digits/images/saliency/99.png",
                "/api/studies/digits/images/saliency/secret.txt",
                "/api/studies/digits/images/..%2f..%2f/00.png",
                "/api/studies/digits/images/%2e%2e/00.png",
                "/api/events?study=other",
                "/api/events?study=..%2F..%2Fetc",
                "/api/events?x=1"
            })
    void saysInASentenceThatThereIsNoSuchThing(String path) throws Exception {
        String answer = raw("GET %s HTTP/1.1".formatted(path), "Host: localhost");

        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("Content-security-policy");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .isNotBlank()
                .hasSizeLessThan(400)
                .doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"})
    void takesNoOtherMethodThanGet(String method) throws Exception {
        assertThat(raw(method + " / HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "127.0.0.1@evil.example",
                "127.0.0.2",
                "[::2]",
                "0.0.0.0",
                "localhost:"
            })
    void refusesRequestsThatNameAnotherMachine(String host) throws Exception {
        for (String path : List.of("/", "/api/overview", "/api/events?study=digits", "/static/app.js")) {
            assertThat(raw("GET %s HTTP/1.1".formatted(path), "Host: " + host)).startsWith("HTTP/1.1 403 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:65535"})
    void answersRequestsThatNameThisMachine(String host) throws Exception {
        assertThat(raw("GET / HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesRequestsWithoutAMachineOrWithTwo() throws Exception {
        assertThat(raw("GET / HTTP/1.0")).startsWith("HTTP/1.1 403 ");
        assertThat(raw("GET / HTTP/1.1", "Host: localhost", "Host: evil.example"))
                .matches("(?s)HTTP/1.1 40[03] .*");
    }

    @Test
    void sendsFilesOnceAndZipped() throws Exception {
        URI library = server.address().resolve("/static/vendor/echarts.min.js");
        HttpRequest zipped = HttpRequest.newBuilder(library)
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> answer = CLIENT.send(zipped, HttpResponse.BodyHandlers.ofByteArray());
        HttpRequest again = HttpRequest.newBuilder(library)
                .header("If-None-Match", answer.headers().firstValue("ETag").orElseThrow())
                .build();

        assertThat(answer.body()).hasSizeLessThan(450_000);
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(CLIENT.send(again, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(304);
    }

    @Test
    void givesThePageAsJson() throws Exception {
        var page = new JsonMapper().readTree(get("/api/studies/digits").body());

        assertThat(page.at("/standing/title").asText()).isEqualTo("digits");
        assertThat(page.at("/trials").size()).isEqualTo(20);
        assertThat(page.at("/trials/0/curve/0/0").asInt()).isEqualTo(1);
        assertThat(page.at("/pictures/saliency/3").asText()).isEqualTo("/api/studies/digits/images/saliency/03.png");
    }

    @Test
    void tellsListenersThatAStudyChanged() throws Exception {
        SyntheticStudy study = synthetic.begin("heard", "heard", 40).run(1);
        try (Socket first = listen("heard");
                Socket second = listen("heard")) {
            awaitEvent(first);
            awaitEvent(second);

            long begun = System.nanoTime();
            study.run(1);
            awaitEvent(first);
            awaitEvent(second);

            assertThat((System.nanoTime() - begun) / 1e9).isLessThan(4);
        }
    }

    @Test
    void tellsNothingOfAFailureToTheBrowser() throws Exception {
        StudyReader broken = new StudyReader(synthetic.store, name -> {
            throw new IllegalStateException("secret detail");
        });
        synthetic.begin("broken", "broken", 5);
        try (DashboardServer failing = new DashboardServer(new Pages(synthetic.store, broken, List::of), 0)) {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(failing.address().resolve("/api/studies/broken"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("log").doesNotContain("secret", "Exception");
        }
    }

    @Test
    void listensOnThisMachineOnly() {
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        assertThat(server.address().getPort()).isPositive();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(server.address().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What the server says to a request that no client library would send. */
    private static String raw(String... lines) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Socket listen(String study) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.address().getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET /api/events?study=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .formatted(study)
                        .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static void awaitEvent(Socket socket) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("event: changed")) {
                return;
            }
        }
        throw new IOException("The stream ended.");
    }
}
