package dev.lamarck.train.data;

import dev.lamarck.train.catalog.DataPreset;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** Brings the files of a data set onto this machine; keeps none whose content is not the expected one. */
public final class DataFetcher {

    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration TRANSFER = Duration.ofMinutes(10);
    private static final long MOST_UNPACKED = 1L << 31;

    private DataFetcher() {}

    /**
     * Fetches all files of a preset.
     *
     * @param from an http(s) address or a folder that has the files
     * @param target the folder that they go into
     * @throws DataException if a file cannot be had or is not the expected one
     */
    public static void fetch(DataPreset preset, String from, Path target) {
        try {
            Files.createDirectories(target);
            for (DataPreset.File file : preset.files()) {
                Path draft = Files.createTempFile(target, file.name(), ".part");
                try {
                    transfer(from, file.name(), draft);
                    check(draft, file, from);
                    Files.move(draft, target.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(draft);
                }
            }
        } catch (IOException e) {
            throw new DataException(
                    "Cannot fetch %s from %s into %s: %s.".formatted(preset.name(), from, target, e.getMessage()), e);
        }
    }

    private static void transfer(String from, String name, Path draft) throws IOException {
        if (!from.startsWith("http://") && !from.startsWith("https://")) {
            Path source = Path.of(from).resolve(name);
            if (!Files.isRegularFile(source)) {
                throw new DataException("There is no file %s.".formatted(source));
            }
            Files.copy(source, draft, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        URI address = address(from, name);
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(TRANSFER).build();
            HttpResponse<Path> response = client.send(request, HttpResponse.BodyHandlers.ofFile(draft));
            if (response.statusCode() != 200) {
                throw new DataException(
                        "%s answered %d. Name another source by --from.".formatted(address, response.statusCode()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("Fetching %s was interrupted.".formatted(address), e);
        } catch (IOException e) {
            throw new DataException(
                    "%s cannot be reached (%s). Name a mirror or a folder that has the files by --from."
                            .formatted(address, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static URI address(String from, String name) {
        try {
            return URI.create(from.endsWith("/") ? from : from + "/").resolve(name);
        } catch (IllegalArgumentException e) {
            throw new DataException("'%s' is not an address: %s.".formatted(from, e.getMessage()), e);
        }
    }

    private static void check(Path file, DataPreset.File expected, String from) {
        MessageDigest digest = sha256();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            byte[] buffer = new byte[1 << 16];
            long unpacked = 0;
            for (int n = in.read(buffer); n >= 0 && unpacked < MOST_UNPACKED; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                unpacked += n;
            }
        } catch (IOException e) {
            throw new DataException(
                    "%s from %s is damaged (%s); it was not kept.".formatted(expected.name(), from, e.getMessage()), e);
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expected.sha256())) {
            throw new DataException(
                    "%s from %s is not the expected file: its content has SHA-256 %s, expected is %s; it was not kept."
                            .formatted(expected.name(), from, actual, expected.sha256()));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
