package dev.lamarck.engine.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySpec.Notification;
import dev.lamarck.contract.NotificationActivities.NotifyRequest;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.Verdict;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookActivitiesImplTest {

    private static final String SECRET = "a secret, \u00e4nd long";
    private static final NightDocument NIGHT = new NightDocument(
            "digits",
            "digits-20260101-020000",
            Verdict.KEPT,
            "No evid\u00e9nce.",
            1,
            2,
            "m",
            "ab",
            "3",
            "4",
            null,
            null);

    @TempDir
    private Path folder;

    private record Received(String path, String type, String delivery, String signature, byte[] body) {}

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private HttpServer receiver;
    private String address;

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/hook", 204);
        answer("/elsewhere", 204);
        receiver.start();
        address = "http://127.0.0.1:%d".formatted(receiver.getAddress().getPort());
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop(0);
    }

    @Test
    void postsTheDocument() throws Exception {
        send(Map.of("HOOK", address + "/hook"), "env:HOOK", null);

        Received message = received.poll(5, TimeUnit.SECONDS);
        assertThat(message.type()).isEqualTo("application/json");
        assertThat(Payloads.json().readValue(message.body(), NightDocument.class))
                .isEqualTo(NIGHT);
        assertThat(message.delivery()).isEqualTo("digits-20260101-020000");
    }

    @Test
    void sendsNoSignatureWithoutASecret() throws Exception {
        send(Map.of("HOOK", address + "/hook"), "env:HOOK", null);

        assertThat(received.poll(5, TimeUnit.SECONDS).signature()).isNull();
    }

    @Test
    void signsTheBytesOfTheBody() throws Exception {
        send(Map.of("HOOK", address + "/hook", "SECRET", SECRET), "env:HOOK", "env:SECRET");

        Received message = received.poll(5, TimeUnit.SECONDS);
        assertThat(message.signature())
                .isEqualTo("sha256=" + hmac(SECRET.getBytes(StandardCharsets.UTF_8), message.body()));
    }

    @Test
    void namesEachAttemptOfOneMessageAlike() throws Exception {
        send(Map.of("HOOK", address + "/hook"), "env:HOOK", null);
        send(Map.of("HOOK", address + "/hook"), "env:HOOK", null);

        assertThat(received.poll(5, TimeUnit.SECONDS).delivery())
                .isEqualTo(received.poll(5, TimeUnit.SECONDS).delivery());
    }

    /** RFC 4231, test cases 1 and 2. */
    @Test
    void signsAsTheStandardSays() {
        String first = WebhookActivitiesImpl.signature("\u000b".repeat(20), bytes("Hi There"));
        String second = WebhookActivitiesImpl.signature("Jefe", bytes("what do ya want for nothing?"));

        assertThat(first).isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(second).isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void readsAddressAndSecretFromFiles() throws Exception {
        Path hook = Files.writeString(folder.resolve("hook"), address + "/hook\n");
        Path secret = Files.writeString(folder.resolve("secret"), "key\n");

        send(Map.of(), "file:" + hook, "file:" + secret);

        Received message = received.poll(5, TimeUnit.SECONDS);
        assertThat(message.signature()).isEqualTo("sha256=" + hmac(bytes("key"), message.body()));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 404, 500})
    void failsUnlessTheReceiverTakesTheMessage(int status) {
        answer("/other", status);

        refuses(
                Map.of("HOOK", address + "/other"),
                "env:HOOK",
                null,
                "The webhook env:HOOK answers %d".formatted(status));
    }

    @Test
    void followsNoRedirect() {
        receiver.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", address + "/elsewhere");
            close(exchange, 307);
        });

        refuses(Map.of("HOOK", address + "/moved"), "env:HOOK", null, "The webhook env:HOOK answers 307");
        assertThat(received).isEmpty();
    }

    @Test
    void doesNotShowTheAddressOfAReceiverThatIsDown() {
        int port = receiver.getAddress().getPort();
        receiver.stop(0);

        refuses(
                Map.of("HOOK", "http://127.0.0.1:%d/token-7f3a".formatted(port)),
                "env:HOOK",
                null,
                "The webhook env:HOOK does not answer (ConnectException)");
    }

    @Test
    void namesAVariableThatIsMissing() {
        refuses(
                Map.of("OTHER", "token-7f3a"),
                "env:HOOK",
                null,
                "The engine's environment has no HOOK; set it and start the engine again");
    }

    @Test
    void namesTheVariableOfASecretThatIsMissing() {
        refuses(
                Map.of("HOOK", address + "/hook", "SECRET", " "),
                "env:HOOK",
                "env:SECRET",
                "The engine's environment has no SECRET; set it and start the engine again");
        assertThat(received).isEmpty();
    }

    @Test
    void namesAFileThatCannotBeRead() {
        Path missing = folder.resolve("missing");

        refuses(Map.of(), "file:" + missing, null, "The engine cannot read the file " + missing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/token-7f3a",
                "token-7f3a",
                "http:token-7f3a",
                "file:///token-7f3a",
                "http://a b/token-7f3a",
                "https://"
            })
    void refusesWhatIsNoAddressWithoutShowingIt(String address) {
        refuses(Map.of("HOOK", address), "env:HOOK", null, "env:HOOK does not hold an http(s) address");
    }

    private void answer(String path, int status) {
        receiver.createContext(path, exchange -> {
            received.add(new Received(
                    path,
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("X-Lamarck-Delivery"),
                    exchange.getRequestHeaders().getFirst("X-Lamarck-Signature"),
                    exchange.getRequestBody().readAllBytes()));
            close(exchange, status);
        });
    }

    private static void close(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static void send(Map<String, String> environment, String webhook, String secret) {
        try (var activities = new WebhookActivitiesImpl(environment)) {
            activities.notify(new NotifyRequest(NIGHT, new Notification(List.of(Verdict.KEPT), webhook, secret)));
        }
    }

    private static void refuses(Map<String, String> environment, String webhook, String secret, String message) {
        assertThatExceptionOfType(ApplicationFailure.class)
                .isThrownBy(() -> send(environment, webhook, secret))
                .satisfies(failure -> {
                    assertThat(failure.getOriginalMessage()).isEqualTo(message);
                    assertThat(failure.isNonRetryable()).isFalse();
                    assertThat(failure.getCause()).isNull();
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** HMAC by its definition in RFC 2104, for keys of at most a block. */
    private static String hmac(byte[] key, byte[] message) throws Exception {
        byte[] inner = new byte[64];
        byte[] outer = new byte[64];
        for (int i = 0; i < 64; i++) {
            int at = i < key.length ? key[i] : 0;
            inner[i] = (byte) (at ^ 0x36);
            outer[i] = (byte) (at ^ 0x5c);
        }
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(inner);
        byte[] first = sha.digest(message);
        sha.update(outer);
        return "%064x".formatted(new BigInteger(1, sha.digest(first)));
    }
}
