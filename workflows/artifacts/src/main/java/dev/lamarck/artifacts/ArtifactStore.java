package dev.lamarck.artifacts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A write-once key-value store for files. Keys are relative paths with {@code /}, of letters, digits and {@code ._-}; no
 * part is empty, {@code .} or {@code ..}. What is stored never changes: a second put under a key keeps the first bytes.
 * Safe for several threads and processes.
 */
public interface ArtifactStore {

    /**
     * Stores the bytes under the key unless it is taken. They are whole or absent, whatever crashes.
     *
     * @return true if they were stored, false if the key was taken
     * @throws ArtifactException if the store cannot take them
     */
    boolean put(String key, byte[] bytes);

    /** As {@link #put(String, byte[])}, with the content of a file. */
    boolean put(String key, Path file);

    /** The bytes under the key; empty if there are none. */
    Optional<byte[]> get(String key);

    /**
     * A local file with the bytes under the key, only to be read; in a store of files it is the stored file itself.
     *
     * @throws ArtifactException if there are none
     */
    Path fetch(String key);

    /** All keys that begin with the prefix, sorted. */
    List<String> list(String prefix);

    /** The names of the folders directly below a folder, sorted; costs no more than they are. */
    List<String> folders(String folder);
}
