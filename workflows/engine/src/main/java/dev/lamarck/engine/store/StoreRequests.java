package dev.lamarck.engine.store;

import com.sun.net.httpserver.HttpExchange;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.artifacts.StoreProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a store does for a client that may ask it. */
final class StoreRequests {

    private final FileArtifactStore store;
    private final long largestBytes;
    private final Sums sums = new Sums();

    StoreRequests(FileArtifactStore store, long largestBytes) {
        this.store = store;
        this.largestBytes = largestBytes;
    }

    void answer(HttpExchange exchange, InputStream body) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        if (path.startsWith(StoreProtocol.ARTIFACTS)) {
            artifact(exchange, body, key(path, StoreProtocol.ARTIFACTS));
        } else if (path.startsWith(StoreProtocol.OFFERS) && method.equals("POST")) {
            offer(exchange, key(path, StoreProtocol.OFFERS));
        } else if (path.equals(StoreProtocol.KEYS) && method.equals("GET")) {
            Answers.lines(exchange, store.list(prefix(exchange)));
        } else if (path.equals(StoreProtocol.FOLDERS) && method.equals("GET")) {
            Answers.lines(exchange, store.folders(checked(query(exchange, "folder="))));
        } else {
            throw new Refusal(404, "The artifact store has no %s %s.".formatted(method, path));
        }
    }

    private void artifact(HttpExchange exchange, InputStream body, String key) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "GET" -> give(exchange, true, key);
            case "HEAD" -> give(exchange, false, key);
            case "PUT" -> take(exchange, body, key);
            case "DELETE" -> {
                store.delete(key);
                Answers.status(exchange, 204);
            }
            default -> throw new Refusal(405, "Artifacts know GET, HEAD, PUT and DELETE.");
        }
    }

    /** One channel for the sum and the bytes, so that they are of one file. */
    private void give(HttpExchange exchange, boolean withBytes, String key) throws IOException {
        Path file = store.fetch(key);
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = channel.size();
            exchange.getResponseHeaders().set(StoreProtocol.BYTES, Long.toString(bytes));
            exchange.getResponseHeaders().set(StoreProtocol.SHA256, sums.of(key, file, channel));
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            if (!withBytes || bytes == 0) {
                Answers.status(exchange, 200);
                return;
            }
            exchange.sendResponseHeaders(200, bytes);
            Channels.newInputStream(channel.position(0)).transferTo(exchange.getResponseBody());
        } catch (NoSuchFileException e) {
            throw new Refusal(404, "There is no such artifact.");
        }
    }

    private void take(HttpExchange exchange, InputStream body, String key) throws IOException {
        long bytes = number(exchange, "Content-Length", 411);
        requireSize(bytes);
        String sum = exchange.getRequestHeaders().getFirst(StoreProtocol.SHA256);
        if (sum == null || !sum.matches("[0-9a-f]{64}")) {
            throw new Refusal(
                    400, "The header %s is missing or is no SHA-256 in hexadecimal.".formatted(StoreProtocol.SHA256));
        }
        if (!store.put(key, body, bytes, sum)) {
            throw taken();
        }
        Answers.status(exchange, 201);
    }

    private void offer(HttpExchange exchange, String key) throws IOException {
        long bytes = number(exchange, StoreProtocol.BYTES, 400);
        requireSize(bytes);
        store.requireRoom(key, bytes);
        if (store.contains(key)) {
            throw taken();
        }
        Answers.status(exchange, 204);
    }

    private void requireSize(long bytes) {
        if (bytes > largestBytes) {
            throw new Refusal(
                    413, "An artifact may have %,d bytes here; this one has %,d.".formatted(largestBytes, bytes));
        }
    }

    private static Refusal taken() {
        return new Refusal(409, "The key is taken.");
    }

    private static long number(HttpExchange exchange, String header, int otherwise) {
        String text = exchange.getRequestHeaders().getFirst(header);
        if (text == null || !text.matches("[0-9]{1,18}")) {
            throw new Refusal(otherwise, "The header %s is missing or is no number.".formatted(header));
        }
        return Long.parseLong(text);
    }

    private static String key(String path, String start) {
        return checked(path.substring(start.length()));
    }

    private static String checked(String key) {
        if (!ArtifactKeys.isKey(key)) {
            throw new Refusal(400, "That is not an artifact key.");
        }
        return key;
    }

    private static String prefix(HttpExchange exchange) {
        String prefix = query(exchange, "prefix=");
        if (!ArtifactKeys.isPrefix(prefix)) {
            throw new Refusal(400, "That is not how artifact keys begin.");
        }
        return prefix;
    }

    private static String query(HttpExchange exchange, String name) {
        @Nullable String query = exchange.getRequestURI().getRawQuery();
        if (query == null || !query.startsWith(name)) {
            throw new Refusal(400, "The query does not begin with %s".formatted(name));
        }
        return query.substring(name.length());
    }
}
