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
    private static final int CHUNKED = 0;

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

    static void lines(HttpExchange exchange, List<String> lines) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, CHUNKED);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
