package dev.lamarck.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A folder of files that are being written: each whole and synced, or gone. */
final class Drafts {

    private final Path folder;
    private final String place;
    private final long leastFreeBytes;

    interface Writer {
        void write(FileChannel channel) throws IOException;
    }

    /** @param place what the folder belongs to, for messages */
    Drafts(Path folder, String place, long leastFreeBytes) {
        this.folder = folder;
        this.place = place;
        this.leastFreeBytes = leastFreeBytes;
    }

    /**
     * Writes and syncs a new file.
     *
     * @param what is written, for messages
     * @throws StoreFullException if there is no room for it, or none is left while it is written
     */
    Path write(String what, long bytes, Writer writer) throws IOException {
        requireRoom(what, bytes);
        Path draft = folder.resolve(UUID.randomUUID().toString());
        boolean written = false;
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writer.write(channel);
            channel.force(false);
            written = true;
        } catch (IOException e) {
            if (freeBytes() < bytes || String.valueOf(e.getMessage()).contains("No space left")) {
                throw full(what, bytes, e);
            }
            throw e;
        } finally {
            if (!written) {
                discard(draft);
            }
        }
        return draft;
    }

    void create() throws IOException {
        Files.createDirectories(folder);
    }

    private long freeBytes() {
        return folder.toFile().getUsableSpace();
    }

    /** Removes files that were not written to for so long: of processes that died. */
    void removeOlderThan(Duration age) throws IOException {
        create();
        Instant oldest = Instant.now().minus(age);
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder)) {
            for (Path draft : drafts) {
                if (Files.getLastModifiedTime(draft).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(draft);
                }
            }
        } catch (NoSuchFileException e) {
            // Another process is cleaning up too.
            return;
        }
    }

    static void discard(@Nullable Path draft) {
        try {
            if (draft != null) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the temporary file %s.".formatted(draft), e);
        }
    }

    /** Whether a file of that size would leave enough free; only once there is the folder. */
    boolean hasRoom(long bytes) {
        return freeBytes() - bytes >= leastFreeBytes;
    }

    /** @throws StoreFullException if less would stay free than must */
    void requireRoom(String what, long bytes) throws IOException {
        create();
        if (!hasRoom(bytes)) {
            throw new StoreFullException(
                    "No room for %s (%,d bytes): %s has %,d MB free and %,d MB must stay free. Delete something or move the %s."
                            .formatted(
                                    what, bytes, folder.getParent(), freeBytes() >> 20, leastFreeBytes >> 20, place));
        }
    }

    private StoreFullException full(String what, long bytes, IOException cause) {
        return new StoreFullException(
                "The disk of %s became full while %s (%,d bytes) was written; nothing of it is kept. Delete something or move the %s."
                        .formatted(folder.getParent(), what, bytes, place),
                cause);
    }
}
