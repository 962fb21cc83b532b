package dev.lamarck.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Artifacts as files below one folder. A put writes and syncs a temporary file and then links it to its name, which
 * fails if the name exists: readers see all bytes or none. It keeps no check sums of single files; those of folders are in
 * their manifests, see {@link ArtifactFolder}.
 */
public final class FileArtifactStore implements ArtifactStore {

    /** Below this much free disk the store takes nothing new. */
    public static final long LEAST_FREE_BYTES = 2L << 30;

    /** A temporary file that nobody has written to for so long was left by a process that died. */
    private static final Duration DRAFT_LIFE = Duration.ofDays(1);

    private static final int LINK_ATTEMPTS = 10;

    static final String TOO_LARGE =
            "Artifact %s has %,d bytes, more than the %,d MB that are read into memory; it can only be fetched as a file.";

    private final Path root;
    private final Drafts drafts;
    private final AtomicBoolean swept = new AtomicBoolean();

    private FileArtifactStore(Path root, long leastFreeBytes) {
        this.root = root.toAbsolutePath().normalize();
        this.drafts = new Drafts(this.root.resolve(".tmp"), "store", leastFreeBytes);
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
        if (!"file".equals(address.getScheme()) || address.getPath() == null || address.getRawAuthority() != null) {
            throw new ArtifactException(
                    "Artifact store '%s' is not a folder of this machine; expected is something like file:///var/lib/lamarck/artifacts."
                            .formatted(address));
        }
        return at(Path.of(address));
    }

    @Override
    public boolean put(String key, byte[] bytes) {
        return place(key, bytes.length, channel -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        });
    }

    @Override
    public boolean put(String key, Path file) {
        long bytes;
        try {
            bytes = Files.size(file);
        } catch (IOException e) {
            throw new ArtifactException("Cannot read %s, which was to be stored as %s.".formatted(file, key), e);
        }
        return place(key, bytes, channel -> Files.copy(file, Channels.newOutputStream(channel)));
    }

    /**
     * As {@link #put(String, byte[])}, with bytes that come from elsewhere.
     *
     * @throws CorruptArtifactException if other bytes come than their sum says
     * @throws ArtifactException if the stream breaks off
     */
    public boolean put(String key, InputStream content, long bytes, String sha256) {
        return place(
                key, bytes, channel -> CheckedCopy.copy(content, Channels.newOutputStream(channel), bytes, sha256));
    }

    /** Whether something is under the key. */
    public boolean contains(String key) {
        return Files.isRegularFile(path(key));
    }

    /**
     * Looks whether a put of so many bytes would find room.
     *
     * @throws StoreFullException if not
     */
    public void requireRoom(String key, long bytes) {
        try {
            drafts.requireRoom(artifact(key), bytes);
        } catch (IOException e) {
            throw failed(key, e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        Path path = path(key);
        try {
            if (!Files.isRegularFile(path)) {
                return Optional.empty();
            }
            if (Files.size(path) > LARGEST_IN_MEMORY) {
                throw new ArtifactException(TOO_LARGE.formatted(key, Files.size(path), LARGEST_IN_MEMORY >> 20));
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ArtifactException("Cannot read artifact %s.".formatted(key), e);
        }
    }

    @Override
    public Path fetch(String key) {
        Path path = path(key);
        if (!contains(key)) {
            throw new MissingArtifactException(key, root);
        }
        return path;
    }

    @Override
    public List<String> list(String prefix) {
        int slash = ArtifactKeys.checkPrefix(prefix).lastIndexOf('/');
        List<String> keys = new ArrayList<>();
        try {
            addKeys(slash < 0 ? root : root.resolve(prefix.substring(0, slash)), prefix, keys);
        } catch (IOException e) {
            throw new ArtifactException("Cannot list artifacts below %s.".formatted(prefix), e);
        }
        Collections.sort(keys);
        return keys;
    }

    @Override
    public List<String> folders(String folder) {
        List<String> names = new ArrayList<>();
        try {
            for (Path entry : entries(path(folder))) {
                if (Files.isDirectory(entry)) {
                    names.add(ArtifactKeys.name(key(entry)));
                }
            }
        } catch (IOException e) {
            throw new ArtifactException("Cannot list folders below %s.".formatted(folder), e);
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public void delete(String key) {
        Path path = path(key);
        if (!Files.isRegularFile(path)) {
            return;
        }
        try {
            Files.deleteIfExists(path);
            for (Path folder = path.resolveSibling(""); !folder.equals(root); folder = folder.resolveSibling("")) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            return;
        } catch (IOException e) {
            throw new ArtifactException("Cannot delete artifact %s of %s.".formatted(key, root), e);
        }
    }

    private boolean place(String key, long bytes, Drafts.Writer writer) {
        Path target = path(key);
        if (Files.isRegularFile(target)) {
            return false;
        }
        Path draft = null;
        try {
            if (swept.compareAndSet(false, true)) {
                drafts.removeOlderThan(DRAFT_LIFE);
            }
            draft = drafts.write(artifact(key), bytes, writer);
            return link(draft, target);
        } catch (FileAlreadyExistsException e) {
            throw new ArtifactException(
                    "Artifact %s cannot be stored: %s is a %s, and no key is the folder of another."
                            .formatted(key, e.getFile(), Files.isDirectory(Path.of(e.getFile())) ? "folder" : "file"),
                    e);
        } catch (CheckedCopy.OtherBytesException e) {
            throw new CorruptArtifactException(
                    key,
                    "The bytes that came for artifact %s are not those that were sent: %s."
                            .formatted(key, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw failed(key, e);
        } finally {
            Drafts.discard(draft);
        }
    }

    private ArtifactException failed(String key, IOException e) {
        return new ArtifactException("Cannot store artifact %s in %s: %s".formatted(key, root, e), e);
    }

    private static String artifact(String key) {
        return "artifact " + key;
    }

    private static boolean link(Path draft, Path target) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(target.getParent());
                Files.createLink(target, draft);
                return true;
            } catch (FileAlreadyExistsException e) {
                if (Files.isRegularFile(target)) {
                    return false;
                }
                throw e;
            } catch (NoSuchFileException e) {
                // A delete has just removed the folder, which was empty.
                if (attempt == LINK_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Goes only into folders whose keys can begin with the prefix; what is deleted meanwhile is left out. */
    private void addKeys(Path folder, String prefix, List<String> keys) throws IOException {
        for (Path entry : entries(folder)) {
            String key = key(entry);
            if (Files.isDirectory(entry)) {
                if ((key + "/").startsWith(prefix) || prefix.startsWith(key + "/")) {
                    addKeys(entry, prefix, keys);
                }
            } else if (key.startsWith(prefix) && ArtifactKeys.isKey(key)) {
                keys.add(key);
            }
        }
    }

    /** What is in a folder but for what begins with a dot; nothing if there is no such folder. */
    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                folder, entry -> !entry.getFileName().toString().startsWith("."))) {
            all.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return entries;
    }

    private String key(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private Path path(String key) {
        return root.resolve(ArtifactKeys.check(key));
    }
}
