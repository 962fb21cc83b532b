package dev.lamarck.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Brings files of any name into a folder that the artifact store takes, and back. Names that make no key are replaced;
 * which ones is written beside them.
 */
final class FileNames {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FILES = "files";
    private static final String RENAMED = "renamed";
    private static final String NAMES = "names.json";
    private static final String KEY_PART = "[A-Za-z0-9_-][A-Za-z0-9._-]*";

    private FileNames() {}

    /** The regular files of a folder, by their paths below it; links are none. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    /** Moves the regular files of one folder into another, for the store. */
    static void pack(Path from, Path to) throws IOException {
        Map<String, String> replaced = new TreeMap<>();
        int number = 0;
        for (Path file : files(from)) {
            number++;
            String name = file.toString().replace(File.separatorChar, '/');
            String stored = isKey(file) ? name : "file-" + number;
            if (!stored.equals(name)) {
                replaced.put(stored, name);
            }
            Path target = to.resolve(stored.equals(name) ? FILES : RENAMED).resolve(stored);
            Files.createDirectories(target.resolveSibling(""));
            Files.move(from.resolve(file), target);
        }
        if (!replaced.isEmpty()) {
            Files.write(to.resolve(NAMES), JSON.writeValueAsBytes(replaced));
        }
    }

    /** The other way: moves what was packed into a folder. */
    static void unpack(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        if (Files.isDirectory(from.resolve(FILES))) {
            for (Path file : files(from.resolve(FILES))) {
                move(from.resolve(FILES).resolve(file), to, file.toString());
            }
        }
        if (Files.exists(from.resolve(NAMES))) {
            Map<String, String> replaced =
                    JSON.readValue(Files.readAllBytes(from.resolve(NAMES)), new TypeReference<>() {});
            for (Map.Entry<String, String> entry : replaced.entrySet()) {
                move(from.resolve(RENAMED).resolve(entry.getKey()), to, entry.getValue());
            }
        }
    }

    private static void move(Path file, Path to, String name) throws IOException {
        Path target = to.resolve(name).normalize();
        if (!target.startsWith(to)) {
            throw new IOException("A file '%s' would leave its folder %s".formatted(name, to));
        }
        Files.createDirectories(target.resolveSibling(""));
        Files.move(file, target);
    }

    private static boolean isKey(Path file) {
        for (Path part : file) {
            if (!part.toString().matches(KEY_PART)) {
                return false;
            }
        }
        return true;
    }
}
