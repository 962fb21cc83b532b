package dev.lamarck.engine.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.CorruptArtifactException;
import dev.lamarck.artifacts.MissingArtifactException;
import dev.lamarck.artifacts.StallGuard;
import dev.lamarck.artifacts.StoreFullException;
import dev.lamarck.artifacts.StoreProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets requests in that may come in, and answers for those that fail. */
final class StoreGate implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(StoreGate.class);

    /** How long a client may send nothing of what it has announced. */
    private static final Duration STALL = Duration.ofSeconds(60);

    private static final String BEARER = "Bearer ";
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    private final @Nullable String token;
    private final StoreRequests requests;

    StoreGate(@Nullable String token, StoreRequests requests) {
        this.token = token;
        this.requests = requests;
    }

    @Override
    public void handle(HttpExchange exchange) {
        try (exchange;
                InputStream body = new StallGuard(exchange.getRequestBody(), STALL, exchange::close)) {
            exchange.getResponseHeaders().set(StoreProtocol.STORE, "1");
            Optional<Refusal> refusal = refusal(exchange);
            if (refusal.isEmpty()) {
                refusal = answer(exchange, body);
            }
            if (refusal.isPresent()) {
                // A client that still sends may not read; larger bodies were to be offered first.
                body.readNBytes((int) StoreProtocol.SENT_AT_ONCE_BYTES);
                Answers.refuse(exchange, refusal.get());
            }
        } catch (IOException e) {
            LOG.debug("A client of the artifact store has gone: {}", e.toString());
        }
    }

    private Optional<Refusal> answer(HttpExchange exchange, InputStream body) throws IOException {
        try {
            requests.answer(exchange, body);
            return Optional.empty();
        } catch (Refusal e) {
            return Optional.of(e);
        } catch (ArtifactException e) {
            return Optional.of(new Refusal(status(exchange, e), String.valueOf(e.getMessage())));
        }
    }

    private static int status(HttpExchange exchange, ArtifactException failure) {
        return switch (failure) {
            case StoreFullException _ -> 507;
            case MissingArtifactException _ -> 404;
            case CorruptArtifactException _ -> 400;
            default -> {
                LOG.warn("{} of an artifact failed", exchange.getRequestMethod(), failure);
                yield 500;
            }
        };
    }

    private Optional<Refusal> refusal(HttpExchange exchange) {
        if (token == null) {
            return isForThisMachine(exchange)
                    ? Optional.empty()
                    : Optional.of(
                            new Refusal(403, "This store has no token and answers to names of its own machine only."));
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given == null || !given.startsWith(BEARER)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            return Optional.of(new Refusal(401, "A token is needed."));
        }
        return isSame(given.substring(BEARER.length()), token)
                ? Optional.empty()
                : Optional.of(new Refusal(403, "It is not the token of this store."));
    }

    /** A page on the Web could have its own name mean 127.0.0.1 and then read what is here by the user's browser. */
    private static boolean isForThisMachine(HttpExchange exchange) {
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        return THIS_MACHINE.contains(host.replaceFirst(":[0-9]*$", ""));
    }

    /** Takes as long however much of it is right. */
    private static boolean isSame(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
