package dev.lamarck.cli.stack;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts and ends processes that outlive this one, each in a session of its own. */
final class Detached {

    private static final long GRACE_SECONDS = 30;

    private Detached() {}

    /**
     * Starts a process.
     *
     * @param environment changes: null values are removed
     * @param log takes what it prints, after what is there
     */
    static ProcessHandle start(List<String> command, Map<String, String> environment, Path folder, Path log) {
        List<String> line = new ArrayList<>();
        if (onPath("setsid")) {
            line.add("setsid");
        }
        line.addAll(command);
        try {
            Files.createDirectories(folder);
            Files.createDirectories(log.toAbsolutePath().resolveSibling(""));
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            return builder.start().toHandle();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE, "%s cannot be started: %s.".formatted(command.getFirst(), e.getMessage()), e);
        }
    }

    /** Asks a process to end and, after a grace time, ends it. */
    static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean onPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
