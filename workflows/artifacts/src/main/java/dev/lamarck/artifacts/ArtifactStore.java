package dev.lamarck.artifacts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A write-once key-value store for files. Keys are relative paths with {@code /}, of letters, digits and {@code ._-}; no
 * part begins with a dot, and no key is the folder of another. What is stored never changes: a second put under a key
 * keeps the first bytes. Safe for several threads and processes.
 *
 * <p>Every method throws an {@link ArtifactException} for a key that is none and for a store that does not answer.
 */
public interface ArtifactStore {

    /** The most bytes that {@link #get} gives: 256 MB. */
    long LARGEST_IN_MEMORY = 256L << 20;

    /**
     * Stores the bytes under the key unless it is taken. They are whole or absent, whatever crashes.
     *
     * @return true if they were stored by this call, false if the key was taken
     * @throws StoreFullException if there is no room
     */
    boolean put(String key, byte[] bytes);

    /** As {@link #put(String, byte[])}, with the content of a file, which may be larger than the memory. */
    boolean put(String key, Path file);

    /**
     * The bytes under the key; empty if there are none.
     *
     * @throws CorruptArtifactException if a store that keeps check sums has other bytes than were stored
     * @throws ArtifactException if there are more than {@link #LARGEST_IN_MEMORY}: they are for {@link #fetch}
     */
    Optional<byte[]> get(String key);

    /**
     * A local file with the bytes under the key, only to be read; in a store of files it is the stored file itself, else
     * one in the local cache, which stays for at least an hour.
     *
     * @throws CorruptArtifactException if a store that keeps check sums has other bytes than were stored
     * @throws MissingArtifactException if there are none
     */
    Path fetch(String key);

    /** All keys that begin with the prefix, sorted. */
    List<String> list(String prefix);

    /** The names of the folders directly below a folder, sorted; costs no more than they are. */
    List<String> folders(String folder);

    /**
     * Removes what is under the key, if there is anything. Only for what no record refers to: a reader that was told the
     * key may be in the middle of it.
     */
    void delete(String key);
}
