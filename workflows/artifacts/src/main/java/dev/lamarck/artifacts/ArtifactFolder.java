package dev.lamarck.artifacts;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Stores the regular files of a folder and of its sub-folders under the key. */
    public static ArtifactFolder write(ArtifactStore store, String key, Path folder) {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                store.put(key + "/" + name, file);
                sums.put(name, Hashes.sha256(file));
            }
            store.put(key + "/" + MANIFEST, JSON.writeValueAsBytes(sums));
        } catch (IOException e) {
            throw new ArtifactException("Cannot store the folder %s as %s.".formatted(folder, key), e);
        }
        return new ArtifactFolder(store, key, sums);
    }

    /** The folder under the key; empty if it was never finished. */
    public static Optional<ArtifactFolder> find(ArtifactStore store, String key) {
        return store.get(key + "/" + MANIFEST).map(bytes -> {
            try {
                return new ArtifactFolder(store, key, JSON.readValue(bytes, new TypeReference<>() {}));
            } catch (IOException e) {
                throw new ArtifactException("The manifest of artifact folder %s is damaged.".formatted(key), e);
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
     * @throws ArtifactException if the folder has no such file or its bytes have changed
     */
    public Path file(String name) {
        String expected = sums.get(name);
        if (expected == null) {
            throw new ArtifactException(
                    "The artifact folder %s has no file %s; it has %s.".formatted(key, name, sums.keySet()));
        }
        Path file = store.fetch(key + "/" + name);
        try {
            if (!Hashes.sha256(file).equals(expected)) {
                throw new ArtifactException(
                        "Artifact %s/%s was changed after it was stored: its SHA-256 is not the one of the manifest."
                                .formatted(key, name));
            }
        } catch (IOException e) {
            throw new ArtifactException("Cannot read artifact %s/%s.".formatted(key, name), e);
        }
        return file;
    }

    /** Copies its files, each checked, into a local folder. */
    public void copyTo(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String name : sums.keySet()) {
                Path target = folder.resolve(name);
                Files.createDirectories(target.resolveSibling(""));
                Files.copy(file(name), target);
            }
        } catch (IOException e) {
            throw new ArtifactException("Cannot copy artifact folder %s to %s.".formatted(key, folder), e);
        }
    }
}
