package dev.lamarck.engine.night;

import dev.lamarck.contract.NotificationActivities;
import dev.lamarck.contract.Payloads;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts verdicts to webhooks. Address and secret are looked up here, in the engine's environment or files, so that neither
 * reaches a history, a log or MLflow.
 */
public final class WebhookActivitiesImpl implements NotificationActivities, AutoCloseable {

    private static final String SIGNATURE = "X-Lamarck-Signature";
    private static final String DELIVERY = "X-Lamarck-Delivery";
    private static final String ALGORITHM = "HmacSHA256";
    private static final String UNUSABLE = "WEBHOOK";

    private final Map<String, String> environment;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public WebhookActivitiesImpl(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void notify(NotifyRequest request) {
        String reference = request.notification().webhook();
        byte[] body = Payloads.text(request.document()).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder post = HttpRequest.newBuilder(address(reference))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/json")
                .header(DELIVERY, request.document().night())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        String secret = request.notification().secret();
        if (secret != null) {
            post.header(SIGNATURE, "sha256=" + signature(look(secret), body));
        }
        try {
            int status = http.send(post.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status / 100 != 2) {
                throw ApplicationFailure.newFailure("The webhook %s answers %d".formatted(reference, status), UNUSABLE);
            }
        } catch (IOException e) {
            // The exception's own words may hold the address.
            throw ApplicationFailure.newFailure(
                    "The webhook %s does not answer (%s)"
                            .formatted(reference, e.getClass().getSimpleName()),
                    UNUSABLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApplicationFailure.newFailure(
                    "The call of webhook %s was interrupted".formatted(reference), UNUSABLE);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /** The HMAC-SHA256 of a body, in hexadecimal. */
    static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA256", e);
        }
    }

    private URI address(String reference) {
        try {
            URI address = URI.create(look(reference));
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw unusable("%s does not hold an http(s) address".formatted(reference));
        }
        throw unusable("%s does not hold an http(s) address".formatted(reference));
    }

    /** What env:NAME or file:PATH stands for on this engine. */
    private String look(String reference) {
        int colon = reference.indexOf(':');
        String place = reference.substring(colon + 1);
        if (reference.startsWith("env:")) {
            String value = environment.get(place);
            if (value == null || value.isBlank()) {
                throw unusable(
                        "The engine's environment has no %s; set it and start the engine again".formatted(place));
            }
            return value.strip();
        }
        try {
            return Files.readString(Path.of(place)).strip();
        } catch (IOException e) {
            throw unusable("The engine cannot read the file %s".formatted(place));
        }
    }

    /** Retried too: who keeps the engine can set it right meanwhile. */
    private static ApplicationFailure unusable(String message) {
        return ApplicationFailure.newFailure(message, UNUSABLE);
    }
}
