package dev.lamarck.dashboard.server;

import dev.lamarck.artifacts.Hashes;
import dev.lamarck.dashboard.page.PageJson;
import dev.lamarck.ledger.UnknownStudyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a browser gets.
 *
 * @param zipped the body once more, by gzip; null where that is not worth it
 * @param tag by which a browser asks whether what it holds is still right; null for what it shall not hold
 */
record Answer(
        int status,
        String type,
        byte[] body,
        byte @Nullable [] zipped,
        @Nullable String tag) {

    private static final int LEAST_ZIPPED = 2_048;
    private static final String PICTURE = "image/png";

    static Answer json(Object page) {
        return of(200, "application/json", PageJson.text(page).getBytes(StandardCharsets.UTF_8), null);
    }

    static Answer html(byte[] page) {
        return of(200, "text/html; charset=utf-8", page, null);
    }

    static Answer picture(byte[] content) {
        return file(PICTURE, content);
    }

    /** A file that a browser may hold as long as it asks whether it is still the same. */
    static Answer file(String type, byte[] content) {
        return of(200, type, content, '"' + Hashes.sha256(content).substring(0, 32) + '"');
    }

    static Answer missing(UnknownStudyException unknown) {
        return sentence(404, String.valueOf(unknown.getMessage()));
    }

    /** A sentence for people. */
    static Answer sentence(int status, String text) {
        return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8), null);
    }

    private static Answer of(int status, String type, byte[] body, @Nullable String tag) {
        boolean worthIt = body.length >= LEAST_ZIPPED && !type.equals(PICTURE);
        return new Answer(status, type, body, worthIt ? zip(body) : null, tag);
    }

    private static byte[] zip(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory can be written to", e);
        }
        return bytes.toByteArray();
    }
}
