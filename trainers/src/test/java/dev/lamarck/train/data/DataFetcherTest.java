package dev.lamarck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.lamarck.train.catalog.DataPreset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFetcherTest {

    /** The sum is that of the text "pixels", unpacked. */
    private static final DataPreset PRESET = new DataPreset(
            "tiny",
            false,
            List.of(new DataPreset.File(
                    "images.gz", "6ec9c2b0eb14010746c8bce8939303b382344b296206612eb8a907a37b2b2f37")),
            List.of(),
            null,
            0.1,
            0.2,
            "",
            "");

    @TempDir
    private Path folder;

    private final Map<String, byte[]> files = new HashMap<>();
    private HttpServer server;
    private Path target;
    private String address;

    @BeforeEach
    void startServer() throws IOException {
        target = folder.resolve("target");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mirror/", exchange -> {
            byte[] bytes = files.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        address = "http://127.0.0.1:%d/mirror".formatted(server.getAddress().getPort());
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void bringsFilesFromAServer() throws IOException {
        files.put("/mirror/images.gz", gzip("pixels"));

        DataFetcher.fetch(PRESET, address, target);

        assertThat(target.resolve("images.gz")).hasBinaryContent(gzip("pixels"));
        assertThat(Files.list(target)).hasSize(1);
    }

    @Test
    void bringsFilesFromAFolder() throws IOException {
        Files.write(folder.resolve("images.gz"), gzip("pixels"));

        DataFetcher.fetch(PRESET, folder.toString(), target);

        assertThat(target.resolve("images.gz")).hasBinaryContent(gzip("pixels"));
    }

    @Test
    void replacesAnOldFile() throws IOException {
        Files.createDirectories(target);
        Files.writeString(target.resolve("images.gz"), "old");
        files.put("/mirror/images.gz", gzip("pixels"));

        DataFetcher.fetch(PRESET, address + "/", target);

        assertThat(target.resolve("images.gz")).hasBinaryContent(gzip("pixels"));
    }

    @Test
    void keepsNothingWhoseContentIsWrong() throws IOException {
        files.put("/mirror/images.gz", gzip("other pixels"));

        refusal(address)
                .withMessageStartingWith(
                        "images.gz from %s is not the expected file: its content has SHA-256 ", address)
                .withMessageEndingWith("it was not kept.");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void keepsNothingThatIsDamaged() throws IOException {
        byte[] bytes = gzip("pixels");
        files.put("/mirror/images.gz", Arrays.copyOf(bytes, bytes.length - 4));

        refusal(address)
                .withMessageStartingWith("images.gz from %s is damaged (", address)
                .withMessageEndingWith("); it was not kept.");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void saysWhatAServerAnswered() {
        refusal(address).withMessage("%s/images.gz answered 404. Name another source by --from.", address);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void saysThatAServerCannotBeReached() {
        server.stop(0);

        refusal(address)
                .withMessage(
                        "%s/images.gz cannot be reached (ConnectException). Name a mirror or a folder that has the"
                                + " files by --from.",
                        address);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void namesAFileThatAFolderLacks() {
        refusal(folder.toString()).withMessage("There is no file %s.", folder.resolve("images.gz"));
    }

    private ThrowableAssertAlternative<DataException> refusal(String from) {
        return assertThatExceptionOfType(DataException.class).isThrownBy(() -> DataFetcher.fetch(PRESET, from, target));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
