package dev.lamarck.artifacts;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of files stored as one artifact: the files first, then a manifest of their SHA-256 sums. Without its manifest
 * a folder does not exist; a file that is not what the manifest says is never handed out.
 */
public final class ArtifactFolder {

    private static final String MANIFEST = "manifest.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final ArtifactStore store;
    private final String key;
    private final Map<String, String> sums;

    private ArtifactFolder(ArtifactStore store, String key, Map<String, String> sums) {
        this.store = store;
        this.key = key;
        this.sums = sums;
    }

    /**
     * Stores the regular files of a folder and of its sub-folders under the key, unless a finished folder is there: that
     * is kept. Files that a writer left there which died, or which writes at the same time, are kept as well and become
     * part of the folder.
     *
     * @return what is under the key now
     * @throws ArtifactException if a file has a name that cannot be part of a key or is that of the manifest
     */
    public static ArtifactFolder write(ArtifactStore store, String key, Path folder) {
        Map<String, String> sums = new TreeMap<>();
        try {
            for (Map.Entry<String, Path> file : files(key, folder).entrySet()) {
                String name = file.getKey();
                Path stored = file.getValue();
                if (!store.put(key + "/" + name, stored)) {
                    Optional<ArtifactFolder> finished = find(store, key);
                    if (finished.isPresent()) {
                        return finished.get();
                    }
                    stored = store.fetch(key + "/" + name);
                }
                sums.put(name, Hashes.sha256(stored));
            }
            return store.put(key + "/" + MANIFEST, JSON.writeValueAsBytes(sums))
                    ? new ArtifactFolder(store, key, sums)
                    : open(store, key);
        } catch (IOException | UncheckedIOException e) {
            throw new ArtifactException("Cannot store the folder %s as %s.".formatted(folder, key), e);
        }
    }

    /** The folder under the key; empty if it was never finished. */
    public static Optional<ArtifactFolder> find(ArtifactStore store, String key) {
        String manifest = key + "/" + MANIFEST;
        return store.get(manifest).map(bytes -> {
            try {
                return new ArtifactFolder(store, key, JSON.readValue(bytes, new TypeReference<>() {}));
            } catch (IOException e) {
                throw new CorruptArtifactException(
                        manifest, "The manifest of artifact folder %s is damaged.".formatted(key), e);
            }
        });
    }

    /**
     * The folder under the key.
     *
     * @throws ArtifactException if there is none
     */
    public static ArtifactFolder open(ArtifactStore store, String key) {
        return find(store, key)
                .orElseThrow(() -> new ArtifactException("There is no artifact folder %s.".formatted(key)));
    }

    /**
     * Removes what is below the key, finished or not, the manifest first: a process that dies in the middle leaves a
     * folder that does not exist. See {@link ArtifactStore#delete}.
     */
    public static void delete(ArtifactStore store, String key) {
        store.delete(key + "/" + MANIFEST);
        store.list(key + "/").forEach(store::delete);
    }

    public String key() {
        return key;
    }

    /** The names of its files with their SHA-256 sums. */
    public Map<String, String> sums() {
        return Map.copyOf(sums);
    }

    /**
     * One of its files, checked against the manifest.
     *
     * @throws CorruptArtifactException if its bytes have changed or are gone
     * @throws ArtifactException if the folder has no such file
     */
    public Path file(String name) {
        String expected = sums.get(name);
        if (expected == null) {
            throw new ArtifactException(
                    "The artifact folder %s has no file %s; it has %s.".formatted(key, name, sums.keySet()));
        }
        String artifact = key + "/" + name;
        Path file;
        try {
            file = store.fetch(artifact);
        } catch (MissingArtifactException e) {
            throw new CorruptArtifactException(
                    artifact, "Artifact %s is gone, but the manifest of its folder names it.".formatted(artifact), e);
        }
        try {
            if (!Hashes.sha256(file).equals(expected)) {
                throw new CorruptArtifactException(
                        artifact,
                        "Artifact %s was changed after it was stored: its SHA-256 is not the one of the manifest."
                                .formatted(artifact));
            }
        } catch (IOException e) {
            throw new ArtifactException("Cannot read artifact %s.".formatted(artifact), e);
        }
        return file;
    }

    /** Copies its files, each checked, into a local folder. */
    public void copyTo(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String name : sums.keySet()) {
                Path file = file(name);
                Path target = folder.resolve(name);
                Files.createDirectories(target.resolveSibling(""));
                Files.copy(file, target);
            }
        } catch (IOException e) {
            throw new ArtifactException("Cannot copy artifact folder %s to %s.".formatted(key, folder), e);
        }
    }

    /** Names are checked before anything is stored, so that no half of a folder is left for a wrong one. */
    private static Map<String, Path> files(String key, Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.filter(Files::isRegularFile).toList();
        }
        Map<String, Path> files = new TreeMap<>();
        for (Path path : paths) {
            files.put(folder.relativize(path).toString().replace(File.separatorChar, '/'), path);
        }
        if (files.containsKey(MANIFEST)) {
            throw new ArtifactException(
                    "The folder %s has a file %s, which is what its list of sums is called. Rename it."
                            .formatted(folder, MANIFEST));
        }
        files.keySet().forEach(name -> ArtifactKeys.check(key + "/" + name));
        return files;
    }
}
