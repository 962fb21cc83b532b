package dev.lamarck.train.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads IDX files of unsigned bytes, plain or compressed by gzip: the format of MNIST (yann.lecun.com/exdb/mnist). */
final class IdxReader {

    /** The content of an IDX file: its dimensions, the first one being the number of items, and its bytes. */
    record Idx(int[] dimensions, byte[] bytes) {

        int items() {
            return dimensions[0];
        }
    }

    private static final int UNSIGNED_BYTES = 0x08;
    private static final int GZIP_MAGIC = 0x1f8b;

    private IdxReader() {}

    static Idx read(Path file, int rank) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), rank);
        } catch (NoSuchFileException e) {
            throw new DataException("There is no file %s.".formatted(file), e);
        } catch (IOException e) {
            throw new DataException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
        }
    }

    static Idx read(InputStream source, String name, int rank) {
        try {
            BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
            DataInputStream in = new DataInputStream(isCompressed(buffered) ? new GZIPInputStream(buffered) : buffered);
            int[] dimensions = header(in, name, rank);
            byte[] bytes = content(in, name, dimensions);
            if (in.read() >= 0) {
                throw new DataException(
                        "%s has more bytes than its header says: it is not a whole IDX file. Fetch it again."
                                .formatted(name));
            }
            return new Idx(dimensions, bytes);
        } catch (EOFException e) {
            throw new DataException(
                    "%s is truncated: it ends before its header says. Fetch it again.".formatted(name), e);
        } catch (ZipException e) {
            throw new DataException(
                    "%s is damaged: its gzip data is corrupt (%s). Fetch it again.".formatted(name, e.getMessage()), e);
        } catch (IOException e) {
            throw new DataException("Cannot read %s: %s.".formatted(name, e.getMessage()), e);
        }
    }

    private static int[] header(DataInputStream in, String name, int rank) throws IOException {
        int magic = in.readInt();
        if (magic != (UNSIGNED_BYTES << 8 | rank)) {
            throw new DataException("%s is not an IDX file of %d-dimensional bytes: it begins with 0x%08x, not 0x%08x."
                    .formatted(name, rank, magic, UNSIGNED_BYTES << 8 | rank));
        }
        int[] dimensions = new int[rank];
        long size = 1;
        for (int i = 0; i < rank; i++) {
            dimensions[i] = in.readInt();
            size = dimensions[i] < 1 ? -1 : Math.min(size * dimensions[i], Long.MAX_VALUE >> 32);
            if (size < 0 || size > Integer.MAX_VALUE - 8) {
                throw new DataException("%s: its header says dimension %d is %d, which is empty or beyond 2 GB."
                        .formatted(name, i + 1, dimensions[i]));
            }
        }
        return dimensions;
    }

    /** Reads as far as there are bytes, so that a header that lies costs no memory. */
    private static byte[] content(DataInputStream in, String name, int[] dimensions) throws IOException {
        int size = 1;
        for (int dimension : dimensions) {
            size *= dimension;
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new DataException("%s is truncated: its header says %,d bytes, it has %,d. Fetch it again."
                    .formatted(name, size, bytes.length));
        }
        return bytes;
    }

    private static boolean isCompressed(BufferedInputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        return (first << 8 | second) == GZIP_MAGIC;
    }
}
