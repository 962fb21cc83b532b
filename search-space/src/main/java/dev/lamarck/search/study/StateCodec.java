package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A study's state as bytes, compressed and complete: what is read decides everything as what was written would have. The
 * first bytes say which form it is; a form that is not known is refused.
 */
public final class StateCodec {

    private static final String FORM = "lamarck-study-state/1";

    /** More is no state: what a million trials leave takes a tenth of it. */
    private static final int MOST_BYTES = 64 << 20;

    private StateCodec() {}

    /** The state as it is now; equal states give equal bytes. */
    public static byte[] encode(StudyState state) {
        BinaryWriter out = new BinaryWriter();
        out.text(FORM);
        state.write(out);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(out.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Writing into memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The state that was written.
     *
     * @throws IllegalArgumentException if the bytes are damaged or of another form
     */
    public static StudyState decode(byte[] bytes) {
        byte[] plain;
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            plain = gzip.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw new IllegalArgumentException("The state of a study cannot be unpacked: " + e.getMessage(), e);
        }
        BinaryReader in = new BinaryReader(plain);
        String form = in.text();
        if (!form.equals(FORM)) {
            throw new IllegalArgumentException(
                    "The state of a study is in form '%s'; this release reads '%s'.".formatted(form, FORM));
        }
        return StudyState.read(in);
    }
}
