package dev.lamarck.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The working files of one worker process. The first folder whose lock is free is taken, so that a worker that starts
 * again finds the slots of its predecessor, and ends what still runs there.
 */
final class WorkerFolder implements AutoCloseable {

    private static final int MOST_WORKERS = 64;

    private final Path path;
    private final FileChannel channel;

    private WorkerFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static WorkerFolder claim(Path home, String pool) throws IOException {
        for (int i = 1; i <= MOST_WORKERS; i++) {
            Path folder = home.resolve("workers").resolve(pool + "-" + i);
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(
                    folder.resolve("worker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                endLeftovers(folder);
                WorkerFolder claimed = new WorkerFolder(folder, channel);
                claimed.prepare();
                return claimed;
            }
            channel.close();
        }
        throw new IOException("More than %d workers of pool %s on this machine".formatted(MOST_WORKERS, pool));
    }

    /** What an earlier worker started here and could not end. */
    private static void endLeftovers(Path folder) throws IOException {
        try {
            Leftovers.of(folder).end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The worker was interrupted", e);
        }
    }

    Path wrapper() {
        return path.resolve("slot-wrapper.sh");
    }

    Path slot(int index) {
        return path.resolve("slot-" + index);
    }

    static void delete(Path folder) {
        try {
            if (Files.exists(folder)) {
                Files.walkFileTree(folder, new Eraser());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void prepare() throws IOException {
        try (InputStream script = WorkerFolder.class.getResourceAsStream("slot-wrapper.sh")) {
            if (script == null) {
                throw new IllegalStateException("The slot wrapper is not shipped");
            }
            // A running wrapper goes on reading the old file.
            Path draft = Files.createTempFile(path, "slot-wrapper", ".sh");
            Files.copy(script, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, wrapper(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static final class Eraser extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
