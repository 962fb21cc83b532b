package dev.lamarck.artifacts;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is to be stored: bytes, or a file that may be larger than the memory.
 *
 * @param source opens a stream at an offset
 */
record Content(long bytes, String sha256, Source source) {

    interface Source {
        InputStream open(long offset) throws IOException;
    }

    static Content of(byte[] bytes) {
        return new Content(
                bytes.length,
                Hashes.sha256(bytes),
                offset -> new ByteArrayInputStream(bytes, Math.toIntExact(offset), bytes.length));
    }

    static Content of(Path file) throws IOException {
        return new Content(Files.size(file), Hashes.sha256(file), offset -> {
            FileChannel channel = FileChannel.open(file);
            return Channels.newInputStream(channel.position(offset));
        });
    }

    InputStream open() throws IOException {
        return source.open(0);
    }

    /** A part of it. */
    InputStream open(long offset, long length) throws IOException {
        return new Part(source.open(offset), length);
    }

    private static final class Part extends FilterInputStream {

        private long left;

        Part(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = left == 0 ? -1 : in.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
