package dev.lamarck.worker;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What whoever keeps a worker lets commands of its users do.
 *
 * @param allowed folders whose files may be run, and commands by their first words
 * @param environment of the commands, whole but for what describes an attempt
 */
public record CommandSettings(List<String> allowed, Map<String, String> environment) {

    private static final List<String> PASSED = List.of("HOME", "LANG", "CUDA_VISIBLE_DEVICES");
    private static final String PATH = "PATH";
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    public CommandSettings {
        allowed = allowed.stream().map(CommandSettings::rule).toList();
        environment = Map.copyOf(environment);
        allowed.forEach(AllowedCommands::check);
    }

    /**
     * The settings of a worker's process.
     *
     * @param environment of the process, of which commands see PATH, HOME, LANG and CUDA_VISIBLE_DEVICES
     * @param allowed each the path of a folder or the first words of a command
     * @param passed the names of more variables that commands see
     * @throws IllegalArgumentException if a folder does not exist or a name is none
     */
    public static CommandSettings of(Map<String, String> environment, List<String> allowed, List<String> passed) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : PASSED) {
            pass(environment, name, kept);
        }
        for (String name : passed) {
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException(
                        "'%s' is not the name of an environment variable; give names only, e.g. --pass-env WANDB_MODE."
                                .formatted(name));
            }
            pass(environment, name, kept);
        }
        // A relative folder would be one of the job's.
        kept.put(
                PATH,
                Arrays.stream(environment.getOrDefault(PATH, "").split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isEmpty() && Path.of(folder).isAbsolute())
                        .collect(Collectors.joining(File.pathSeparator)));
        // What a command prints is to be in the log when it is killed.
        kept.put("PYTHONUNBUFFERED", "1");
        return new CommandSettings(allowed, kept);
    }

    /** A folder may be given from where the worker is started. */
    private static String rule(String given) {
        boolean relative = given.matches("\\.{1,2}|[^/\\s][^\\s]*/[^\\s]*");
        return relative ? Path.of(given).toAbsolutePath().normalize().toString() : given;
    }

    private static void pass(Map<String, String> environment, String name, Map<String, String> kept) {
        String value = environment.get(name);
        if (value != null) {
            kept.put(name, value);
        }
    }
}
