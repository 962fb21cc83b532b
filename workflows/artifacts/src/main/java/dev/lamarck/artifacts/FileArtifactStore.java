package dev.lamarck.artifacts;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Artifacts as files below one folder. A put writes and syncs a temporary file and then links it to its name, which
 * fails if the name exists: readers see all bytes or none.
 */
public final class FileArtifactStore implements ArtifactStore {

    /** Below this much free disk the store takes nothing new. */
    public static final long LEAST_FREE_BYTES = 2L << 30;

    private final Path root;
    private final Path temporary;
    private final long leastFreeBytes;

    private FileArtifactStore(Path root, long leastFreeBytes) {
        this.root = root.toAbsolutePath().normalize();
        this.temporary = this.root.resolve(".tmp");
        this.leastFreeBytes = leastFreeBytes;
    }

    public static FileArtifactStore at(Path root) {
        return new FileArtifactStore(root, LEAST_FREE_BYTES);
    }

    public static FileArtifactStore at(Path root, long leastFreeBytes) {
        return new FileArtifactStore(root, leastFreeBytes);
    }

    /**
     * The store that an address means.
     *
     * @throws ArtifactException if it is not a {@code file:} address
     */
    public static FileArtifactStore at(URI address) {
        if (!"file".equals(address.getScheme())) {
            throw new ArtifactException(
                    "Artifact store '%s': only file: addresses are supported, e.g. file:///var/lib/lamarck/artifacts."
                            .formatted(address));
        }
        return at(Path.of(address));
    }

    @Override
    public boolean put(String key, byte[] bytes) {
        return place(key, bytes.length, target -> {
            try (FileChannel channel =
                    FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            }
        });
    }

    @Override
    public boolean put(String key, Path file) {
        try {
            return place(key, Files.size(file), target -> {
                Files.copy(file, target);
                try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                    channel.force(false);
                }
            });
        } catch (IOException e) {
            throw new ArtifactException("Cannot read %s, which was to be stored as %s.".formatted(file, key), e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        try {
            return Optional.of(Files.readAllBytes(path(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ArtifactException("Cannot read artifact %s.".formatted(key), e);
        }
    }

    @Override
    public Path fetch(String key) {
        Path path = path(key);
        if (!Files.isRegularFile(path)) {
            throw new ArtifactException("There is no artifact %s in %s.".formatted(key, root));
        }
        return path;
    }

    @Override
    public List<String> list(String prefix) {
        int slash = prefix.lastIndexOf('/');
        Path start = slash < 0 ? root : path(prefix.substring(0, slash));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(file -> !file.startsWith(temporary) && Files.isRegularFile(file))
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(key -> key.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ArtifactException("Cannot list artifacts below %s.".formatted(prefix), e);
        }
    }

    @Override
    public List<String> folders(String folder) {
        Path start = path(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(start)) {
            return files.filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ArtifactException("Cannot list folders below %s.".formatted(folder), e);
        }
    }

    private interface Writer {
        void write(Path target) throws IOException;
    }

    private boolean place(String key, long bytes, Writer writer) {
        Path target = path(key);
        if (Files.exists(target)) {
            return false;
        }
        Path draft = temporary.resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(temporary);
            Files.createDirectories(target.getParent());
            requireSpace(key, bytes);
            writer.write(draft);
            Files.createLink(target, draft);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new ArtifactException("Cannot store artifact %s in %s: %s".formatted(key, root, e.getMessage()), e);
        } finally {
            discard(draft);
        }
    }

    private void requireSpace(String key, long bytes) throws IOException {
        long free = Files.getFileStore(temporary).getUsableSpace();
        if (free - bytes < leastFreeBytes) {
            throw new ArtifactException(
                    "No room for artifact %s (%,d bytes): %s has %,d MB free and %,d MB must stay free. Delete something or move the store."
                            .formatted(key, bytes, root, free >> 20, leastFreeBytes >> 20));
        }
    }

    private static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new ArtifactException("Cannot remove the temporary file %s.".formatted(draft), e);
        }
    }

    private Path path(String key) {
        return root.resolve(ArtifactKeys.check(key));
    }
}
