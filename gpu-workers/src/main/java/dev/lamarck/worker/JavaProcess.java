package dev.lamarck.worker;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How to start another Java process of the same distribution. The command line stays short, whatever the number of jars:
 * ONNX Runtime 1.29 crashes in a process whose command line is longer than about 4,000 characters.
 *
 * @param command the program and its flags, up to and including the main class
 * @param environment variables to set
 */
public record JavaProcess(List<String> command, Map<String, String> environment) {

    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto");

    public JavaProcess {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A process with this main class and further flags of the virtual machine. */
    public static JavaProcess of(String mainClass, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        String classPath = System.getProperty("java.class.path");
        Set<String> folders = Arrays.stream(classPath.split(File.pathSeparator, -1))
                .map(entry -> entry.endsWith(".jar")
                        ? Path.of(entry).toAbsolutePath().resolveSibling("*").toString()
                        : entry)
                .collect(Collectors.toSet());
        if (folders.size() == 1) {
            command.add("-cp");
            command.add(folders.iterator().next());
            command.add(mainClass);
            return new JavaProcess(command, Map.of());
        }
        command.add(mainClass);
        return new JavaProcess(command, Map.of("CLASSPATH", classPath));
    }
}
