package dev.lamarck.cli.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of this machine as /proc tells of them; one that ends while it is read is left out. */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /**
     * A process.
     *
     * @param environment empty for one that has ended and is not yet gone
     */
    record Entry(long pid, long parent, List<String> command, Map<String, String> environment) {

        String text() {
            return "%d (parent %d): %s".formatted(pid, parent, String.join(" ", command));
        }
    }

    static boolean isReadable() {
        return Files.isReadable(PROC.resolve("self/environ"));
    }

    /** What was started with this home, or names it in its command line. */
    static List<Entry> of(Path home) {
        return all().stream()
                .filter(entry -> home.toString().equals(entry.environment().get("LAMARCK_HOME"))
                        || String.join(" ", entry.command()).contains(home + "/"))
                .toList();
    }

    static Optional<Entry> find(long pid) {
        Path folder = PROC.resolve(Long.toString(pid));
        try {
            List<String> command = strings(folder.resolve("cmdline"));
            Map<String, String> environment = new HashMap<>();
            for (String variable : strings(folder.resolve("environ"))) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    environment.put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
            // The name in brackets may hold anything, so what follows the last bracket is split.
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return command.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Entry(pid, Long.parseLong(fields[1]), command, environment));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Path folder(long pid) {
        try {
            return Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd"));
        } catch (IOException e) {
            throw new IllegalStateException("Process %d has no folder".formatted(pid), e);
        }
    }

    /** The processes that have a file open. */
    static List<Long> holders(Path file) {
        List<Long> holders = new ArrayList<>();
        for (long pid : pids()) {
            try (Stream<Path> descriptors = Files.list(PROC.resolve(pid + "/fd"))) {
                if (descriptors.anyMatch(descriptor -> file.equals(target(descriptor)))) {
                    holders.add(pid);
                }
            } catch (IOException e) {
                // It has ended meanwhile, or is another user's.
                continue;
            }
        }
        return holders;
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return link;
        }
    }

    private static List<Entry> all() {
        return pids().stream().map(ProcessTable::find).flatMap(Optional::stream).toList();
    }

    private static List<Long> pids() {
        try (Stream<Path> folders = Files.list(PROC)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("The chaos suite reads processes from /proc, and there is none", e);
        }
    }

    private static List<String> strings(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<String> strings = new ArrayList<>(List.of(text.split("\0", -1)));
        strings.removeLast();
        return strings;
    }
}
