package dev.lamarck.artifacts;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Copies bytes whose number and sum are known, and says if others came. */
final class CheckedCopy {

    private static final int BUFFER_BYTES = 1 << 16;

    /** As many bytes as were expected came, but not those. */
    static final class OtherBytesException extends IOException {

        private static final long serialVersionUID = 1L;

        OtherBytesException(String expected, String found) {
            super("their SHA-256 is %s and should be %s".formatted(found, expected));
        }
    }

    private CheckedCopy() {}

    /**
     * Copies all of a stream.
     *
     * @throws EOFException if it ends early
     * @throws OtherBytesException if it has more or other bytes
     */
    static void copy(InputStream in, OutputStream out, long bytes, String sha256) throws IOException {
        MessageDigest digest = Hashes.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long copied = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
            copied += read;
        }
        if (copied < bytes) {
            throw new EOFException("only %,d of %,d bytes came".formatted(copied, bytes));
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (copied > bytes || !found.equals(sha256)) {
            throw new OtherBytesException(sha256, found);
        }
    }
}
