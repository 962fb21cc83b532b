package dev.lamarck.artifacts;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_CREATED;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_NO_CONTENT;
import static java.net.HttpURLConnection.HTTP_OK;
import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store that an engine serves to workers which share no disk with it, see {@link StoreProtocol}. */
public final class HttpArtifactStore extends AbstractRemoteStore {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** An answer may take as long as the server needs to read, check and sync what it was sent. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** The slowest network that an artifact still has to get through. */
    private static final long BYTES_PER_SECOND = 256 << 10;

    private static final int LONGEST_MESSAGE = 500;
    private static final int FULL = 507;
    private static final List<Integer> PASSING = List.of(429, 502, 503, 504);

    private final String base;
    private final @Nullable String token;
    private final Duration stall;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private record Answer(HttpResponse<InputStream> response) implements Closeable {

        int status() {
            return response.statusCode();
        }

        InputStream body() {
            return response.body();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        @Override
        public void close() throws IOException {
            body().close();
        }
    }

    /** @param stall how long a body may stand still */
    HttpArtifactStore(URI address, @Nullable String token, LocalCache cache, Duration stall) {
        super(cache);
        this.base = base(address);
        this.token = token;
        this.stall = stall;
    }

    @Override
    boolean create(String key, Content content) {
        if (content.bytes() > StoreProtocol.SENT_AT_ONCE_BYTES && !offer(key, content)) {
            return false;
        }
        boolean[] again = {false};
        return attempt("artifact " + key + " being stored", () -> {
            boolean first = !again[0];
            again[0] = true;
            HttpRequest request = artifact(key)
                    .timeout(ANSWER.plusSeconds(content.bytes() / BYTES_PER_SECOND))
                    .header(StoreProtocol.SHA256, content.sha256())
                    .PUT(publisher(content))
                    .build();
            Answer answer = send(request);
            try (answer) {
                return switch (answer.status()) {
                    case HTTP_CREATED -> true;
                    // The answer to an attempt that did store it may have been lost.
                    case HTTP_CONFLICT -> !first && content.sha256().equals(sum(look(key)));
                    default -> throw refused(answer);
                };
            }
        });
    }

    @Override
    @Nullable
    Stored look(String key) throws IOException {
        Answer answer =
                send(artifact(key).method("HEAD", BodyPublishers.noBody()).build());
        try (answer) {
            return switch (answer.status()) {
                case HTTP_OK -> stored(key, answer);
                case HTTP_NOT_FOUND -> null;
                default -> throw refused(answer);
            };
        }
    }

    @Override
    @Nullable
    Incoming open(String key) throws IOException {
        Answer answer = send(artifact(key).GET().build());
        if (answer.status() == HTTP_OK) {
            return new Incoming(stored(key, answer), new StallGuard(answer.body(), stall));
        }
        try (answer) {
            if (answer.status() == HTTP_NOT_FOUND) {
                return null;
            }
            throw refused(answer);
        }
    }

    @Override
    List<String> keys(String prefix) throws IOException {
        return lines(StoreProtocol.KEYS + "?prefix=" + prefix);
    }

    @Override
    List<String> folderNames(String folder) throws IOException {
        return lines(StoreProtocol.FOLDERS + "?folder=" + folder);
    }

    @Override
    void remove(String key) throws IOException {
        Answer answer = send(artifact(key).DELETE().build());
        try (answer) {
            if (answer.status() != HTTP_NO_CONTENT) {
                throw refused(answer);
            }
        }
    }

    @Override
    public String toString() {
        return base + "/";
    }

    private boolean offer(String key, Content content) {
        return attempt("artifact " + key + " being offered", () -> {
            HttpRequest request = request(StoreProtocol.OFFERS + key)
                    .header(StoreProtocol.BYTES, Long.toString(content.bytes()))
                    .POST(BodyPublishers.noBody())
                    .build();
            Answer answer = send(request);
            try (answer) {
                return switch (answer.status()) {
                    case HTTP_NO_CONTENT -> true;
                    case HTTP_CONFLICT -> false;
                    default -> throw refused(answer);
                };
            }
        });
    }

    private List<String> lines(String path) throws IOException {
        Answer answer = send(request(path).GET().build());
        try (InputStream body = new StallGuard(answer.body(), stall)) {
            if (answer.status() != HTTP_OK) {
                throw refused(answer);
            }
            return new String(body.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    /** Keys and prefixes have only characters that mean themselves in an address. */
    private HttpRequest.Builder artifact(String key) {
        return request(StoreProtocol.ARTIFACTS + key);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        return builder;
    }

    private Answer send(HttpRequest request) throws IOException {
        Answer answer;
        try {
            answer = new Answer(http.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArtifactException("A call to the artifact store %s was interrupted.".formatted(this), e);
        }
        if (PASSING.contains(answer.status())) {
            answer.close();
            throw new IOException("HTTP " + answer.status());
        }
        if (answer.header(StoreProtocol.STORE).isEmpty()) {
            answer.close();
            throw new ArtifactException(
                    "What answers at %s (with %d) is no artifact store of Lamarck. Look at the address and at proxies on the way."
                            .formatted(this, answer.status()));
        }
        return answer;
    }

    private ArtifactException refused(Answer answer) throws IOException {
        String message = new String(answer.body().readNBytes(LONGEST_MESSAGE), StandardCharsets.UTF_8).strip();
        return switch (answer.status()) {
            case HTTP_UNAUTHORIZED ->
                new ArtifactException(
                        "The artifact store %s wants a token. Set LAMARCK_STORE_TOKEN, or LAMARCK_STORE_TOKEN_FILE to a file that has it."
                                .formatted(this));
            case HTTP_FORBIDDEN ->
                new ArtifactException(
                        "The artifact store %s does not take the token of LAMARCK_STORE_TOKEN (or of its file): %s"
                                .formatted(this, message));
            case FULL -> new StoreFullException("The artifact store %s is full: %s".formatted(this, message));
            default ->
                new ArtifactException("The artifact store %s refuses %s with %d: %s"
                        .formatted(this, answer.response().request().method(), answer.status(), message));
        };
    }

    private static Stored stored(String key, Answer answer) {
        long bytes = answer.response()
                .headers()
                .firstValueAsLong(StoreProtocol.BYTES)
                .orElse(-1);
        return Stored.of(key, bytes, answer.header(StoreProtocol.SHA256).orElse(null));
    }

    private static @Nullable String sum(@Nullable Stored stored) {
        return stored == null ? null : stored.sha256();
    }

    private static BodyPublisher publisher(Content content) {
        if (content.bytes() == 0) {
            return BodyPublishers.noBody();
        }
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return content.open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                content.bytes());
    }

    private static String base(URI address) {
        if (address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            throw new ArtifactException(
                    "Artifact store '%s': expected is http://HOST:PORT/ or https://HOST:PORT/, without user and query; a token goes into LAMARCK_STORE_TOKEN."
                            .formatted(address));
        }
        String text = address.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
