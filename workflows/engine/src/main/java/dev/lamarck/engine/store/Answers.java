package dev.lamarck.engine.store;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The forms that answers have. */
final class Answers {

    private static final int NO_BODY = -1;
    private static final int BUFFER_BYTES = 1 << 16;

    private Answers() {}

    static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, NO_BODY);
    }

    static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        byte[] sentence = refusal.sentence().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        if (exchange.getRequestMethod().equals("HEAD")) {
            status(exchange, refusal.status());
            return;
        }
        exchange.sendResponseHeaders(refusal.status(), sentence.length);
        exchange.getResponseBody().write(sentence);
    }

    /** With their length: the server sends chunks so that a client that waits for more acknowledges them 40 ms late. */
    static void lines(HttpExchange exchange, List<String> lines) throws IOException {
        long bytes = lines.stream().mapToLong(line -> line.length() + 1).sum();
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=us-ascii");
        exchange.sendResponseHeaders(200, bytes == 0 ? NO_BODY : bytes);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER_BYTES)) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
