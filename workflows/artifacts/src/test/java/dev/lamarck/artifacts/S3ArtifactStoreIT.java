package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

class S3ArtifactStoreIT extends RemoteStoreContract {

    private static final int LEAST_PART = 5 << 20;

    @TempDir
    private static Path folder;

    private static S3Server server;
    private static int stores;

    private String address;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void choosePrefix() {
        address = "s3://%s/store-%d/part".formatted(S3Server.BUCKET, stores++);
    }

    @AfterEach
    void makeRoom() {
        server.fill(false);
    }

    @Override
    protected String address() {
        return address;
    }

    @Override
    protected Map<String, String> environment() {
        return S3Server.environment(server.port());
    }

    @Override
    protected int port() {
        return server.port();
    }

    @Override
    protected ArtifactStore storeAt(int port) {
        return ArtifactStores.open(address, cache(), S3Server.environment(port));
    }

    @Override
    protected void damage(String key, byte[] bytes) throws IOException {
        server.damage(URI.create(address).getPath().substring(1) + "/" + key, bytes);
    }

    @Override
    protected void fill(boolean full) {
        server.fill(full);
    }

    @Test
    void findsThatASingleArtifactIsDamaged() throws IOException {
        store().put("a/key", bytes("content"));
        damage("a/key", bytes("contenu"));

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> store().get("a/key"))
                .withMessageStartingWith("Artifact a/key of %s/ at http", address)
                .withMessageContaining("was changed after it was stored: their SHA-256 is ");
        assertThatExceptionOfType(CorruptArtifactException.class).isThrownBy(() -> store().fetch("a/key"));
    }

    @Test
    void refusesObjectsThatItHasNotStored() throws IOException {
        damage("a/key", bytes("content"));

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> store().get("a/key"))
                .withMessageStartingWith("Artifact a/key has no SHA-256 with it (found: null)");
        assertThat(store().put("a/key", bytes("another"))).isFalse();
    }

    /** S3Proxy ignores the condition of a write, as some servers do. */
    @Test
    void storesNothingOnAServerThatOverwrites() {
        ArtifactStore store = storeAt(server.overwritingPort());

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store.put("a/key", bytes("x")))
                .withMessageContaining("overwrites objects although it is asked not to (If-None-Match: * on PUT)");
        assertThat(store.list("")).isEmpty();
        assertThat(store.get("a/key")).isEmpty();
    }

    @Test
    void letsOneOfTwoWritersWinThatSendParts() throws Exception {
        S3Location location = S3Location.of(URI.create(address), environment());
        try (S3Client client = location.client(environment());
                ExecutorService pool = Executors.newFixedThreadPool(2)) {
            LocalCache cache = new LocalCache(cache(), 1L << 30, 0, InstantSource.system());
            ArtifactStore store = new S3ArtifactStore(client, location, cache, LEAST_PART);
            byte[] bytes = new byte[2 * LEAST_PART + 1];
            new Random(3).nextBytes(bytes);
            Callable<Boolean> put = () -> store.put("a/big", bytes);

            List<Future<Boolean>> puts = pool.invokeAll(List.of(put, put));

            assertThat(List.of(puts.getFirst().get(), puts.getLast().get())).containsExactlyInAnyOrder(true, false);
            assertThat(store.get("a/big")).hasValue(bytes);
            assertThat(store.put("a/big", bytes)).isFalse();
            assertThat(client.listMultipartUploads(request -> request.bucket(S3Server.BUCKET))
                            .uploads())
                    .isEmpty();
        }
    }

    @Test
    void namesABucketThatDoesNotExist() {
        ArtifactStore store = ArtifactStores.open("s3://bucket-none/x", cache(), environment());

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store.put("a/key", bytes("x")))
                .withMessageContaining("there is no bucket 'bucket-none'. Create it");
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store.list(""))
                .withMessageContaining("there is no bucket 'bucket-none'. Create it");
    }

    @Test
    void usesAWholeBucketToo() {
        server.createBucket("bucket-two");
        ArtifactStore store = ArtifactStores.open("s3://bucket-two", cache(), environment());

        store.put("a/b/key", bytes("x"));

        assertThat(store.list("")).containsExactly("a/b/key");
        assertThat(store.folders("a")).containsExactly("b");
    }

    @Test
    void refusesAnEndpointThatIsNone() {
        Map<String, String> wrong = new HashMap<>(environment());
        wrong.put("LAMARCK_S3_ENDPOINT", "localhost:9000");

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> ArtifactStores.open(address, cache(), wrong))
                .withMessage(
                        "LAMARCK_S3_ENDPOINT is 'localhost:9000'; expected is http://HOST:PORT or https://HOST:PORT.");
    }
}
