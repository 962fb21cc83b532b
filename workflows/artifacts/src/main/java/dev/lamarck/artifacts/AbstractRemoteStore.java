package dev.lamarck.artifacts;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A store behind a network: what is read is checked against the sum that was stored with it, a transfer that breaks off
 * is tried again, and what is fetched is kept in a local cache.
 */
abstract sealed class AbstractRemoteStore implements ArtifactStore permits HttpArtifactStore, S3ArtifactStore {

    /** Before the second attempt and the third. */
    private static final List<Duration> PAUSES = List.of(Duration.ofMillis(200), Duration.ofSeconds(1));

    private final LocalCache cache;

    /** What a store knows about an artifact. */
    record Stored(long bytes, String sha256) {

        private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");

        static Stored of(String key, long bytes, @Nullable String sha256) {
            if (bytes < 0 || sha256 == null || !SUM.matcher(sha256).matches()) {
                throw new CorruptArtifactException(
                        key,
                        "Artifact %s has no SHA-256 with it (found: %s): it was not stored by Lamarck. Delete it and store it again."
                                .formatted(key, sha256));
            }
            return new Stored(bytes, sha256);
        }
    }

    /** An artifact that is being read. */
    record Incoming(Stored stored, InputStream body) implements Closeable {

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    interface Attempt<T> {
        T run() throws IOException;
    }

    AbstractRemoteStore(LocalCache cache) {
        this.cache = cache;
    }

    /** Stores what is not there yet; false if the key is taken. */
    abstract boolean create(String key, Content content);

    /** Null if there is nothing under the key. */
    abstract @Nullable Stored look(String key) throws IOException;

    /** Null if there is nothing under the key. */
    abstract @Nullable Incoming open(String key) throws IOException;

    abstract List<String> keys(String prefix) throws IOException;

    abstract List<String> folderNames(String folder) throws IOException;

    abstract void remove(String key) throws IOException;

    /** The address, for messages. */
    @Override
    public abstract String toString();

    @Override
    public final boolean put(String key, byte[] bytes) {
        return create(ArtifactKeys.check(key), Content.of(bytes));
    }

    @Override
    public final boolean put(String key, Path file) {
        ArtifactKeys.check(key);
        try {
            return create(key, Content.of(file));
        } catch (IOException e) {
            throw new ArtifactException("Cannot read %s, which was to be stored as %s.".formatted(file, key), e);
        }
    }

    @Override
    public final Optional<byte[]> get(String key) {
        ArtifactKeys.check(key);
        return attempt("artifact " + key, () -> {
            Incoming incoming = open(key);
            if (incoming == null) {
                return Optional.empty();
            }
            try (incoming) {
                long bytes = incoming.stored().bytes();
                if (bytes > LARGEST_IN_MEMORY) {
                    throw new ArtifactException(
                            FileArtifactStore.TOO_LARGE.formatted(key, bytes, LARGEST_IN_MEMORY >> 20));
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream((int) bytes);
                copy(key, incoming, out);
                return Optional.of(out.toByteArray());
            }
        });
    }

    @Override
    public final Path fetch(String key) {
        ArtifactKeys.check(key);
        return attempt("artifact " + key, () -> {
            Stored stored = look(key);
            if (stored == null) {
                throw new MissingArtifactException(key, this);
            }
            return cache.fetch(key, stored.sha256(), stored.bytes(), out -> download(key, out));
        });
    }

    @Override
    public final List<String> list(String prefix) {
        ArtifactKeys.checkPrefix(prefix);
        return attempt("the list of artifacts " + prefix + "*", () -> keys(prefix)).stream()
                .filter(ArtifactKeys::isKey)
                .sorted()
                .toList();
    }

    @Override
    public final List<String> folders(String folder) {
        ArtifactKeys.check(folder);
        return attempt("the list of folders of " + folder, () -> folderNames(folder)).stream()
                .filter(ArtifactKeys::isKey)
                .sorted()
                .toList();
    }

    @Override
    public final void delete(String key) {
        ArtifactKeys.check(key);
        attempt("the deletion of " + key, () -> {
            remove(key);
            return key;
        });
    }

    /** Runs it again if it breaks off. */
    final <T> T attempt(String what, Attempt<T> attempt) {
        for (int failures = 0; ; failures++) {
            try {
                return attempt.run();
            } catch (FileSystemException e) {
                throw new ArtifactException(
                        "Cannot keep what comes from the artifact store %s in the local cache: %s".formatted(this, e),
                        e);
            } catch (IOException e) {
                if (failures == PAUSES.size()) {
                    throw new ArtifactException(
                            "The artifact store %s did not give an answer (%s), after %d attempts: %s. Is it running, and can this machine reach it?"
                                    .formatted(this, what, failures + 1, e),
                            e);
                }
                pause(PAUSES.get(failures));
            }
        }
    }

    static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArtifactException("A call to the artifact store was interrupted.", e);
        }
    }

    private void download(String key, OutputStream out) throws IOException {
        Incoming incoming = open(key);
        if (incoming == null) {
            throw new MissingArtifactException(key, this);
        }
        try (incoming) {
            copy(key, incoming, out);
        }
    }

    /** Networks have sums of their own: other bytes of the right number are what the store has. */
    private void copy(String key, Incoming incoming, OutputStream out) throws IOException {
        Stored stored = incoming.stored();
        try {
            CheckedCopy.copy(incoming.body(), out, stored.bytes(), stored.sha256());
        } catch (CheckedCopy.OtherBytesException e) {
            throw new CorruptArtifactException(
                    key,
                    "Artifact %s of %s was changed after it was stored: %s.".formatted(key, this, e.getMessage()),
                    e);
        }
    }
}
