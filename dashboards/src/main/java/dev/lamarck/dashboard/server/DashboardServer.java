package dev.lamarck.dashboard.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.ledger.UnknownStudyException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the pages to browsers on this machine, each request on a virtual thread. It only ever reads. */
public final class DashboardServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DashboardServer.class);

    private static final String LOOPBACK = "127.0.0.1";
    private static final String EVENTS = "/api/events";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Routes routes;
    private final Events events;

    /**
     * A server that answers from now on.
     *
     * @param port on 127.0.0.1; 0 for any that is free
     * @throws IOException if the port is taken
     */
    public DashboardServer(Pages pages, int port) throws IOException {
        routes = new Routes(pages);
        events = new Events(topic -> topic.isEmpty() ? pages.overview() : pages.state(topic));
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port), 0);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where a browser finds it. */
    public URI address() {
        return URI.create(
                "http://%s:%d/".formatted(LOOPBACK, server.getAddress().getPort()));
    }

    @Override
    public void close() {
        events.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers.ALWAYS.forEach(exchange.getResponseHeaders()::set);
            String path = exchange.getRequestURI().getPath();
            if (!Headers.namesThisMachine(exchange.getRequestHeaders().get("Host"))) {
                send(exchange, Answer.sentence(403, "This page answers to 127.0.0.1 and localhost only."));
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                send(exchange, Answer.sentence(405, "This page is only for reading: GET is the only method."));
            } else if (EVENTS.equals(path)) {
                stream(exchange);
            } else {
                send(exchange, answer(path == null || path.isEmpty() ? "/" : path));
            }
        }
    }

    /** The edge of the process: whatever fails is logged here, and told to the browser without details. */
    private Answer answer(String path) {
        try {
            return routes.answer(path);
        } catch (RuntimeException e) {
            LOG.error("The answer to {} failed", path, e);
            return Answer.sentence(500, "This page could not be made; the dashboard's log tells why.");
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        String topic;
        try {
            topic = routes.topic(query == null ? "" : query);
        } catch (UnknownStudyException e) {
            send(exchange, Answer.missing(e));
            return;
        } catch (RuntimeException e) {
            LOG.error("Events of {} failed", query, e);
            send(exchange, Answer.sentence(500, "The events could not be read; the dashboard's log tells why."));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            events.serve(topic, out);
        } catch (IOException e) {
            LOG.debug("A listener of '{}' went away: {}", topic, e.getMessage());
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", answer.tag() == null ? "no-store" : "no-cache");
        if (answer.tag() != null) {
            headers.set("ETag", answer.tag());
            List<String> held = exchange.getRequestHeaders().get("If-None-Match");
            if (held != null && held.contains(answer.tag())) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
        }
        headers.set("Content-Type", answer.type());
        headers.set("Vary", "Accept-Encoding");
        byte[] body = answer.body();
        byte[] zipped = answer.zipped();
        if (zipped != null && takesGzip(exchange)) {
            headers.set("Content-Encoding", "gzip");
            body = zipped;
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static boolean takesGzip(HttpExchange exchange) {
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        return accepted != null && accepted.contains("gzip");
    }
}
