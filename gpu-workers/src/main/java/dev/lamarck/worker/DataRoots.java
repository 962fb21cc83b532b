package dev.lamarck.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders that a worker reads data from when a message names a path: those that whoever keeps the worker has listed,
 * a line each, in {@code data-roots} of its home. Without this, anyone who can start a workflow could have any file read.
 */
public final class DataRoots {

    private static final String FILE = "data-roots";

    private final Path home;

    private DataRoots(Path home) {
        this.home = home;
    }

    public static DataRoots of(Path home) {
        return new DataRoots(home);
    }

    /** Allows a folder and all below it. */
    public void allow(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        if (listed().contains(root)) {
            return;
        }
        try {
            Files.createDirectories(home);
            // People edit the list too, and may have left its last line open.
            String open = Files.exists(file()) && !Files.readString(file()).endsWith("\n") ? "\n" : "";
            Files.writeString(file(), open + root + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file(), e);
        }
    }

    /** The folder that a text names, if it may be read; links are followed before that is decided. */
    Optional<Path> allowed(String text) {
        try {
            Path folder = Path.of(text).toRealPath();
            return roots().anyMatch(folder::startsWith) ? Optional.of(folder) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Where the worker's own copies of data sets are. */
    Path fetched() {
        return home.resolve("data");
    }

    /** The list, for messages. */
    Path file() {
        return home.resolve(FILE);
    }

    private Stream<Path> roots() {
        List<Path> roots = new ArrayList<>(listed());
        roots.add(fetched());
        return roots.stream().filter(Files::isDirectory).map(DataRoots::real);
    }

    private List<Path> listed() {
        try {
            return Files.exists(file())
                    ? Files.readAllLines(file()).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .map(Path::of)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file(), e);
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
    }
}
