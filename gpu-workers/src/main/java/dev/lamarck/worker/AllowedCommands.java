package dev.lamarck.worker;

import dev.lamarck.artifacts.Hashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands that a worker runs for others: none but those that whoever keeps it allows, by rules given at its start and
 * by those in {@code allowed-commands} of its home, a line each, read anew each time. A rule is either an absolute path of a
 * folder, whose scripts may be run, or the first words of a command, such as {@code python -m pkg.train}.
 *
 * <p>A script is allowed if it is byte for byte one below an allowed folder. So must be whatever other files the command
 * brings along, each in its place beside the script: an interpreter would load them too. What was compared is what is run.
 */
public final class AllowedCommands {

    private static final String FILE = "allowed-commands";
    private static final Pattern INTERPRETER =
            Pattern.compile("python[0-9.]*|bash|sh|Rscript|julia|node|perl|ruby|java");
    private static final int MOST_FILES_SEARCHED = 20_000;
    private static final int DEEPEST = 12;

    private final Path home;
    private final List<String> given;

    private AllowedCommands(Path home, List<String> given) {
        this.home = home;
        this.given = List.copyOf(given);
    }

    public static AllowedCommands of(Path home) {
        return new AllowedCommands(home, List.of());
    }

    /**
     * With more rules than those of the file.
     *
     * @param given each the path of a folder or the first words of a command
     */
    static AllowedCommands of(Path home, List<String> given) {
        given.forEach(AllowedCommands::check);
        return new AllowedCommands(home, given);
    }

    /**
     * Refuses a rule that could never allow anything.
     *
     * @throws IllegalArgumentException if it names a folder that is not there
     */
    static void check(String rule) {
        if (rule.isBlank()) {
            throw new IllegalArgumentException("An allowed command is a folder or words, not nothing.");
        }
        if (isFolder(rule) && !Files.isDirectory(Path.of(rule.strip()))) {
            throw new IllegalArgumentException(
                    "Allowed commands: there is no folder '%s'. Give an existing folder, or the first words of a command."
                            .formatted(rule));
        }
    }

    /** Allows the scripts of a folder and of all below it. */
    public void allow(Path folder) {
        append(folder.toAbsolutePath().normalize().toString());
    }

    /** Allows the commands that begin with these words. */
    public void allow(List<String> words) {
        append(String.join(" ", words));
    }

    /** The list, for messages. */
    Path file() {
        return home.resolve(FILE);
    }

    /**
     * Makes sure that a command may be run.
     *
     * @param work the folder that it is run in, with the files that it brings along
     * @throws CommandRefusedException with the way out, if it may not
     */
    void require(List<String> command, Path work) throws CommandRefusedException, IOException {
        List<String> rules = rules();
        List<Path> files = FileNames.files(work);
        boolean words = rules.stream().filter(rule -> !isFolder(rule)).anyMatch(rule -> begins(command, rule));
        Path script = script(command, files);
        if (!words && script == null) {
            throw refused(
                    command,
                    "it is neither a script of the job nor an interpreter followed by one, and no rule names its words");
        }
        if (files.isEmpty()) {
            return;
        }
        Path anchor = script == null ? files.getFirst() : script;
        for (String rule : rules) {
            if (isFolder(rule) && isCopyFrom(rule, anchor, files, work)) {
                return;
            }
        }
        throw refused(command, "%s, or a file beside it, is not one of an allowed folder".formatted(anchor));
    }

    private CommandRefusedException refused(List<String> command, String reason) {
        return new CommandRefusedException(
                "This worker may not run '%s': %s. If it should, add the folder of its files, or its first words, as a line to %s, or start the worker with --allow-command."
                        .formatted(String.join(" ", command), reason, file()));
    }

    /** The file of the job that the command runs; null if there is none. */
    private static @Nullable Path script(List<String> command, List<Path> files) {
        String program = command.getFirst();
        String name = null;
        if (program.contains("/")) {
            name = program;
        } else if (INTERPRETER.matcher(program).matches() && command.size() > 1) {
            name = command.get(1);
        }
        try {
            // Only as it is written: '..' and links lead elsewhere.
            Path path = name == null ? null : Path.of(name.startsWith("./") ? name.substring(2) : name);
            return path != null && files.contains(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Whether all files are what they are somewhere below the folder. */
    private static boolean isCopyFrom(String rule, Path anchor, List<Path> files, Path work) throws IOException {
        Path root = Path.of(rule.strip());
        if (!Files.isDirectory(root)) {
            return false;
        }
        Path real = root.toRealPath();
        if (isCopy(real, real, files, work)) {
            return true;
        }
        try (Stream<Path> all = Files.walk(real, DEEPEST)) {
            List<Path> candidates = all.limit(MOST_FILES_SEARCHED)
                    .filter(file -> file.endsWith(anchor))
                    .toList();
            for (Path candidate : candidates) {
                Path base = candidate;
                for (int i = 0; i < anchor.getNameCount(); i++) {
                    base = Objects.requireNonNull(base.getParent());
                }
                if (isCopy(base, real, files, work)) {
                    return true;
                }
            }
            return false;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isCopy(Path base, Path root, List<Path> files, Path work) throws IOException {
        for (Path file : files) {
            Optional<Path> original = original(base.resolve(file), root);
            if (original.isEmpty()
                    || Files.size(original.get()) != Files.size(work.resolve(file))
                    || !Hashes.sha256(original.get()).equals(Hashes.sha256(work.resolve(file)))) {
                return false;
            }
        }
        return true;
    }

    /** The file, unless it is none or a link leads out of the folder. */
    private static Optional<Path> original(Path file, Path root) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return Optional.of(file.toRealPath()).filter(real -> real.startsWith(root));
    }

    private List<String> rules() throws IOException {
        List<String> rules = new ArrayList<>(given);
        if (Files.exists(file())) {
            Files.readAllLines(file()).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(rules::add);
        }
        return rules;
    }

    private static boolean isFolder(String rule) {
        Path path = Path.of(rule.strip());
        return path.isAbsolute() && (!rule.strip().contains(" ") || Files.isDirectory(path));
    }

    private static boolean begins(List<String> command, String rule) {
        List<String> words = List.of(rule.strip().split("\\s+"));
        return command.size() >= words.size()
                && command.subList(0, words.size()).equals(words);
    }

    private void append(String rule) {
        try {
            if (rules().contains(rule)) {
                return;
            }
            Files.createDirectories(home);
            // People edit the list too, and may have left its last line open.
            String open = Files.exists(file()) && !Files.readString(file()).endsWith("\n") ? "\n" : "";
            Files.writeString(file(), open + rule + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file(), e);
        }
    }
}
