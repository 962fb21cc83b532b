package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls MLflow's REST interface. Every call has a time-out; credentials come from the environment as MLflow's own clients
 * take them. Safe for several threads.
 */
public final class MlflowApi implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final String ARTIFACT_SCHEME = "mlflow-artifacts:/";
    private static final JsonMapper JSON = new JsonMapper();

    /** How to authenticate: a bearer token, or a user and a password; all null for a server that asks for none. */
    public record Credentials(
            @Nullable String user,
            @Nullable String password,
            @Nullable String token) {

        public static final Credentials NONE = new Credentials(null, null, null);

        public static Credentials from(Map<String, String> environment) {
            return new Credentials(
                    environment.get("MLFLOW_TRACKING_USERNAME"),
                    environment.get("MLFLOW_TRACKING_PASSWORD"),
                    environment.get("MLFLOW_TRACKING_TOKEN"));
        }

        @Nullable
        String header() {
            if (token != null) {
                return "Bearer " + token;
            }
            if (user == null || password == null) {
                return null;
            }
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
    }

    private final String base;
    private final @Nullable String authorization;
    private final HttpClient http;

    public MlflowApi(URI server, Credentials credentials) {
        String text = server.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.authorization = credentials.header();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    JsonNode post(String call, Object body) {
        return send(call, api(call).POST(json(body)).build());
    }

    JsonNode patch(String call, Object body) {
        return send(call, api(call).method("PATCH", json(body)).build());
    }

    JsonNode delete(String call, Object body) {
        return send(call, api(call).method("DELETE", json(body)).build());
    }

    JsonNode get(String call, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return send(
                call,
                api(call + (parameters.isEmpty() ? "" : "?" + parameters)).GET().build());
    }

    /** Stores a file below an artifact address as runs and models have it. */
    void upload(String artifactUri, String path, byte[] content) {
        if (!artifactUri.startsWith(ARTIFACT_SCHEME)) {
            throw new MlflowException(
                    "MLflow's artifact address %s is not served by MLflow itself; start the server with --serve-artifacts."
                            .formatted(artifactUri),
                    400,
                    "");
        }
        String folder = artifactUri.substring(ARTIFACT_SCHEME.length()).replaceFirst("^/+", "");
        String encoded = Arrays.stream((folder + "/" + path).split("/"))
                .map(MlflowApi::encode)
                .collect(Collectors.joining("/"));
        HttpRequest request = request("/api/2.0/mlflow-artifacts/artifacts/" + encoded)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                .build();
        send(path, request);
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpRequest.Builder api(String call) {
        return request("/api/2.0/mlflow/" + call).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        return builder;
    }

    private JsonNode send(String call, HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw refused(call, response);
            }
            return response.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new MlflowException("MLflow at %s does not answer %s (%s)".formatted(base, call, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MlflowException("A call to MLflow was interrupted", e);
        }
    }

    private MlflowException refused(String call, HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        String code = "";
        String message = text.substring(0, Math.min(300, text.length()));
        try {
            JsonNode body = JSON.readTree(text);
            code = body.path("error_code").asText();
            message = body.path("message").asText(message);
        } catch (IOException e) {
            message = message + " (not JSON)";
        }
        return new MlflowException(
                "MLflow refuses %s with %d: %s".formatted(call, response.statusCode(), message),
                response.statusCode(),
                code);
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        try {
            return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new IllegalStateException("Every body can be written as JSON", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
