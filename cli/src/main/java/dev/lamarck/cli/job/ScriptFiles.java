package dev.lamarck.cli.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.Hashes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that a command needs, as they are when the job is read.
 *
 * @param folder of the job file
 * @param sums the SHA-256 of each, by its path below the folder, with {@code /}
 * @param bytes how large they are together
 */
public record ScriptFiles(Path folder, Map<String, String> sums, long bytes) {

    private static final int MOST_FILES = 100;
    private static final long MOST_BYTES = 100_000_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final String RESERVED = "manifest.json";
    private static final JsonMapper JSON = new JsonMapper();

    public ScriptFiles {
        sums = java.util.Collections.unmodifiableMap(new TreeMap<>(sums));
    }

    /**
     * Those that the words of a command name, and those that are listed.
     *
     * @throws JobException if one of them lies outside of the folder, cannot be read, or they are too many
     */
    static ScriptFiles of(Path folder, List<String> command, List<String> listed) {
        Map<String, Path> files = new TreeMap<>();
        for (String word : command) {
            if (isFile(folder, word)) {
                add(files, folder, "trainer.command", word);
            }
        }
        for (String name : listed) {
            if (!Files.isRegularFile(JobResolver.inside(folder, "trainer.files", name))) {
                throw new JobException(
                        "trainer.files: there is no file '%s' in the job's folder. Name each file of a folder."
                                .formatted(name));
            }
            add(files, folder, "trainer.files", name);
        }
        if (files.size() > MOST_FILES) {
            throw new JobException("trainer.files: %d files; a command may have %d. Pack them into one."
                    .formatted(files.size(), MOST_FILES));
        }
        return read(folder, files);
    }

    /** Whether a word of the command is the name of one of them. */
    boolean has(String word) {
        return sums.containsKey(word.startsWith("./") ? word.substring(2) : word);
    }

    /** The artifact folder that holds these files, and no others. */
    String key() {
        try {
            return ArtifactKeys.scripts(Hashes.sha256(JSON.writeValueAsBytes(sums)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every manifest can be written as JSON", e);
        }
    }

    /** Puts them into the store, where workers find them; what is there already stays. */
    void importInto(ArtifactStore store) {
        if (ArtifactFolder.find(store, key()).isPresent()) {
            return;
        }
        try {
            Path draft = Files.createTempDirectory("lamarck-scripts");
            try {
                for (Map.Entry<String, String> entry : sums.entrySet()) {
                    copy(entry.getKey(), entry.getValue(), draft);
                }
                ArtifactFolder.write(store, key(), draft);
            } finally {
                deleteTree(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The command's files cannot be brought into the artifact store", e);
        }
    }

    private void copy(String name, String sum, Path draft) throws IOException {
        Path target = draft.resolve(name);
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(folder.resolve(name), target);
        if (!Hashes.sha256(target).equals(sum)) {
            throw new JobException(
                    "trainer: the file '%s' was changed while the job was submitted. Submit it again.".formatted(name));
        }
    }

    private static ScriptFiles read(Path folder, Map<String, Path> files) {
        Map<String, String> sums = new TreeMap<>();
        long bytes = 0;
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            try {
                bytes += Files.size(entry.getValue());
                if (bytes > MOST_BYTES) {
                    throw new JobException(
                            "trainer.files: the files of a command may have %,d bytes in all. Large data belongs where workers read it."
                                    .formatted(MOST_BYTES));
                }
                sums.put(entry.getKey(), Hashes.sha256(entry.getValue()));
            } catch (IOException e) {
                throw new JobException(
                        "trainer: the file '%s' cannot be read: %s.".formatted(entry.getKey(), e.getMessage()), e);
            }
        }
        return new ScriptFiles(folder, sums, bytes);
    }

    /** Most words are no paths at all; one that is must not lead out of the folder. */
    private static boolean isFile(Path folder, String word) {
        try {
            Path path = Path.of(word);
            return !word.isBlank() && !path.isAbsolute() && Files.isRegularFile(folder.resolve(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void add(Map<String, Path> files, Path folder, String key, String name) {
        Path path = JobResolver.inside(folder, key, name);
        try {
            if (!path.toRealPath().startsWith(folder.toRealPath())) {
                throw new JobException("%s: '%s' is a link that leaves the folder of the job file. Put the file there."
                        .formatted(key, name));
            }
        } catch (IOException e) {
            throw new JobException("%s: the file '%s' cannot be read: %s.".formatted(key, name, e.getMessage()), e);
        }
        String stored =
                folder.toAbsolutePath().normalize().relativize(path).toString().replace(File.separatorChar, '/');
        if (!NAME.matcher(stored).matches() || stored.equals(RESERVED)) {
            throw new JobException(
                    "%s: '%s' is no name that the artifact store takes: parts of letters, digits, '.', '_' and '-', none beginning with '.', and not %s. Rename it."
                            .formatted(key, name, RESERVED));
        }
        files.put(stored, path);
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
