package dev.lamarck.artifacts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * S3Proxy on 127.0.0.1, which ignores {@code If-None-Match} on writes, and before it a front that does what Amazon's
 * server does with it: looks and writes under a lock. So this is no test of any server's conditional writes, only of what
 * the store makes of their answers. The front can also answer as a server whose disk is full.
 */
final class S3Server implements AutoCloseable {

    static final String BUCKET = "bucket-one";

    private static final List<String> NOT_PASSED_ON =
            List.of("host", "content-length", "connection", "expect", "upgrade", "transfer-encoding");
    private static final String ERROR =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>";

    private final BlobStoreContext context;
    private final S3Proxy proxy;
    private final HttpServer front;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private volatile boolean full;

    private S3Server(Path folder) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        context = ContextBuilder.newBuilder(new FilesystemNio2BlobApiMetadata())
                .credentials("identity", "credential")
                .overrides(properties)
                .build(BlobStoreContext.class);
        proxy = S3Proxy.builder()
                .blobStore(context.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        proxy.start();
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.createContext("/", this::answer);
        front.start();
    }

    static S3Server start(Path folder) throws Exception {
        S3Server server = new S3Server(folder);
        server.createBucket(BUCKET);
        return server;
    }

    void createBucket(String name) {
        context.getBlobStore().createContainerInLocation(null, name);
    }

    int port() {
        return front.getAddress().getPort();
    }

    /** Of S3Proxy itself, which overwrites. */
    int overwritingPort() {
        return proxy.getPort();
    }

    static Map<String, String> environment(int port) {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                "identity",
                "AWS_SECRET_ACCESS_KEY",
                "credential",
                "LAMARCK_S3_ENDPOINT",
                "http://127.0.0.1:" + port);
    }

    void fill(boolean full) {
        this.full = full;
    }

    /** Replaces the bytes of an object and leaves what is said about them. */
    void damage(String name, byte[] bytes) throws IOException {
        try {
            URI object = URI.create("http://127.0.0.1:%d/%s/%s".formatted(overwritingPort(), BUCKET, name));
            HttpResponse<Void> head =
                    http.send(HttpRequest.newBuilder(object).HEAD().build(), BodyHandlers.discarding());
            HttpRequest.Builder put = HttpRequest.newBuilder(object).PUT(BodyPublishers.ofByteArray(bytes));
            head.headers().map().forEach((header, values) -> {
                if (header.startsWith("x-amz-meta-")) {
                    put.header(header, values.getFirst());
                }
            });
            http.send(put.build(), BodyHandlers.discarding());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        front.stop(0);
        proxy.stop();
        context.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean conditional = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        ReentrantLock lock = locks.computeIfAbsent(exchange.getRequestURI().getRawPath(), _ -> new ReentrantLock());
        try (exchange) {
            long announced = Long.parseLong(exchange.getRequestHeaders()
                    .getOrDefault("Content-Length", List.of("0"))
                    .getFirst());
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (body.length < announced) {
                return;
            }
            if (full && exchange.getRequestMethod().equals("PUT")) {
                refuse(exchange, 507, "XMinioStorageFull");
                return;
            }
            if (!conditional) {
                pass(exchange, body);
                return;
            }
            lock.lock();
            try {
                if (exists(exchange)) {
                    refuse(exchange, 412, "PreconditionFailed");
                } else {
                    pass(exchange, body);
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean exists(HttpExchange exchange) throws IOException, InterruptedException {
        URI object = behind(exchange.getRequestURI().getRawPath());
        return http.send(HttpRequest.newBuilder(object).HEAD().build(), BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        behind(exchange.getRequestURI().toString()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase())) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream content = answer.body()) {
            answer.headers().map().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            boolean head = exchange.getRequestMethod().equals("HEAD");
            byte[] bytes = content.readAllBytes();
            if (head) {
                answer.headers()
                        .firstValue("content-length")
                        .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
            }
            exchange.sendResponseHeaders(answer.statusCode(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private URI behind(String path) {
        return URI.create("http://127.0.0.1:" + overwritingPort() + path);
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ERROR.formatted(code, code).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
