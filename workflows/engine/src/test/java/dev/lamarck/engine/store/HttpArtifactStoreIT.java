package dev.lamarck.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.ArtifactStores;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.artifacts.RemoteStoreContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpArtifactStoreIT extends RemoteStoreContract {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path root;

    private StoreServer server;

    @BeforeEach
    void startServer() {
        server = serve(0, 0);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected String address() {
        return server.address().toString();
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of("LAMARCK_STORE_TOKEN", TOKEN);
    }

    @Override
    protected int port() {
        return server.address().getPort();
    }

    @Override
    protected ArtifactStore storeAt(int port) {
        return ArtifactStores.open("http://127.0.0.1:" + port, cache(), environment());
    }

    @Override
    protected void damage(String key, byte[] bytes) throws IOException {
        Files.write(root.resolve(key), bytes);
    }

    @Override
    protected void fill(boolean full) {
        int port = port();
        server.close();
        server = serve(port, full ? Long.MAX_VALUE : 0);
    }

    @Test
    void leavesNoTemporaryFilesOfWhatBreaksOff() throws IOException {
        storesNothingOfWhatBreaksOffEachTime();

        assertThat(root.resolve(".tmp")).isEmptyDirectory();
    }

    @Test
    void readsItsTokenFromAFile() throws IOException {
        Path file = Files.writeString(local.resolve("token"), TOKEN + "\n");

        ArtifactStore store =
                ArtifactStores.open(address(), cache(), Map.of("LAMARCK_STORE_TOKEN_FILE", file.toString()));

        assertThat(store.put("a/key", bytes("x"))).isTrue();
    }

    @Test
    void asksForATokenAndRefusesAnother() {
        for (int bytes : List.of(1, 2 << 20)) {
            ArtifactStore without = ArtifactStores.open(address(), cache(), Map.of());
            assertThatExceptionOfType(ArtifactException.class)
                    .isThrownBy(() -> without.put("a/key", new byte[bytes]))
                    .withMessage(
                            "The artifact store %s wants a token. Set LAMARCK_STORE_TOKEN, or LAMARCK_STORE_TOKEN_FILE"
                                    + " to a file that has it.",
                            address());

            ArtifactStore other =
                    ArtifactStores.open(address(), cache(), Map.of("LAMARCK_STORE_TOKEN", TOKEN.replace('0', '1')));
            assertThatExceptionOfType(ArtifactException.class)
                    .isThrownBy(() -> other.put("a/key", new byte[bytes]))
                    .withMessageContaining("does not take the token of LAMARCK_STORE_TOKEN");
            assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> other.list(""));
        }
        assertThat(store().list("")).isEmpty();
    }

    @Test
    void saysHowLargeAnArtifactMayBe() {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().put("a/key", new byte[(80 << 20) + 1]))
                .withMessage(
                        "The artifact store %s refuses POST with 413: An artifact may have 83,886,080 bytes here; this"
                                + " one has 83,886,081.",
                        address());
    }

    @Test
    void saysThatAKeyIsAFolder() {
        store().put("a/b", bytes("x"));

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().put("a", bytes("x")))
                .withMessageContaining("no key is the folder of another");
    }

    @Test
    void doesNotTakeAnotherServerForAnEmptyStore() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        try {
            assertThatExceptionOfType(ArtifactException.class)
                    .isThrownBy(() -> storeAt(other.getAddress().getPort()).get("a/key"))
                    .withMessageStartingWith(
                            "What answers at http://127.0.0.1:%d/ (with 404) is no artifact store of Lamarck.",
                            other.getAddress().getPort());
        } finally {
            other.stop(0);
        }
    }

    private StoreServer serve(int port, long leastFreeBytes) {
        return StoreServer.start(
                FileArtifactStore.at(root, leastFreeBytes),
                new StoreServer.Settings("127.0.0.1", port, TOKEN, 80 << 20));
    }
}
