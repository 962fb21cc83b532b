package dev.lamarck.cli.stack;

import dev.lamarck.artifacts.Hashes;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The Python packages of the local stack, installed once from a lock file with hashes. Where packages come from is the
 * user's own configuration of pip and uv.
 */
final class PythonEnvironment {

    private static final List<String> INTERPRETERS =
            List.of("python3", "python3.13", "python3.12", "python3.11", "python3.10");
    private static final String VERSION_CHECK = "import sys; sys.exit(0 if sys.version_info >= (3, 10) else 9)";
    private static final long NEEDED_BYTES = 3L << 30;
    private static final long MINUTES = 20;

    private final Path folder;
    private final Path log;
    private final Output output;

    private final long neededBytes;

    PythonEnvironment(Path home, Output output) {
        this(home, output, NEEDED_BYTES);
    }

    /** For tests: how much free disk an installation asks for. */
    PythonEnvironment(Path home, Output output, long neededBytes) {
        this.neededBytes = neededBytes;
        this.folder = home.resolve("venv");
        this.log = home.resolve("logs").resolve("install.log");
        this.output = output;
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    boolean isInstalled() {
        return Files.exists(marker());
    }

    /** The interpreter that would be used; empty if there is none of 3.10 or newer. */
    static Optional<String> interpreter() {
        return INTERPRETERS.stream()
                .filter(Detached::onPath)
                .filter(name -> exits(List.of(name, "-c", VERSION_CHECK)))
                .findFirst();
    }

    /** Installs what is missing. */
    void install() {
        if (isInstalled()) {
            return;
        }
        output.note("Installing Temporal and MLflow into %s, once".formatted(folder));
        requireSpace();
        try {
            Files.createDirectories(log.resolveSibling(""));
            Path lock = extract("requirements.lock");
            String uv = Detached.onPath("uv") ? installVenvByUv() : installVenvAndUv();
            run(
                    List.of(
                            uv,
                            "pip",
                            "install",
                            "--python",
                            program("python").toString(),
                            "--require-hashes",
                            "-r",
                            lock.toString()),
                    "Installing the packages failed");
            Files.createFile(marker());
        } catch (IOException e) {
            throw unavailable("The Python environment cannot be made: " + e.getMessage() + ".", e);
        }
    }

    private String installVenvByUv() throws IOException {
        if (!Files.exists(program("python"))) {
            run(
                    List.of("uv", "venv", "--clear", "--python", ">=3.10", folder.toString()),
                    "Making a virtual environment failed");
        }
        return "uv";
    }

    private String installVenvAndUv() throws IOException {
        String python = interpreter()
                .orElseThrow(
                        () -> new CliException(
                                ExitCode.UNAVAILABLE,
                                "The local stack needs Python 3.10 or newer (or uv) on the PATH and there is none. Install it, or set TEMPORAL_ADDRESS and MLFLOW_TRACKING_URI to servers of your own."));
        if (!Files.exists(program("pip"))) {
            run(
                    List.of(python, "-m", "venv", "--clear", folder.toString()),
                    "Making a virtual environment failed (on Debian and Ubuntu: apt install python3-venv)");
        }
        if (!Files.exists(program("uv"))) {
            run(
                    List.of(
                            program("python").toString(),
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--disable-pip-version-check",
                            "--require-hashes",
                            "-r",
                            extract("uv.lock").toString()),
                    "Installing uv failed");
        }
        return program("uv").toString();
    }

    private void run(List<String> command, String problem) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().remove("PYTHONPATH");
        builder.environment().remove("PYTHONHOME");
        Process process = builder.start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw unavailable(
                        "%s: it took more than %d minutes. See %s and try again.".formatted(problem, MINUTES, log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new CliException(
                    ExitCode.INTERRUPTED, "The installation was interrupted; it goes on at the next try.", e);
        }
        if (process.exitValue() != 0) {
            throw unavailable(
                    "%s: %s. Check the network and the package index that pip or uv is set to, then try again; the whole log is in %s."
                            .formatted(problem, lastLine(), log));
        }
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.isEmpty() ? "no output" : lines.getLast().replaceFirst("\\.$", "");
    }

    private void requireSpace() {
        try {
            Files.createDirectories(folder.resolveSibling(""));
            long free = Files.getFileStore(folder.resolveSibling("")).getUsableSpace();
            if (free < neededBytes) {
                throw unavailable(
                        "%s has %,d MB free; the local stack needs %,d MB. Make room or set LAMARCK_HOME to another disk."
                                .formatted(folder.resolveSibling(""), free >> 20, neededBytes >> 20));
            }
        } catch (IOException e) {
            throw unavailable("%s cannot be written: %s.".formatted(folder.resolveSibling(""), e.getMessage()), e);
        }
    }

    /** Named by the lock's content, so that a new lock is installed over the old one. */
    private Path marker() {
        return folder.resolve(
                "installed-" + Hashes.sha256(resource("requirements.lock")).substring(0, 16));
    }

    private Path extract(String name) throws IOException {
        Path file = log.resolveSibling(name);
        Files.write(file, resource(name));
        return file;
    }

    private static byte[] resource(String name) {
        try (InputStream in = PythonEnvironment.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The lock file %s is not shipped".formatted(name));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean exits(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static CliException unavailable(String message) {
        return new CliException(ExitCode.UNAVAILABLE, message);
    }

    private static CliException unavailable(String message, Throwable cause) {
        return new CliException(ExitCode.UNAVAILABLE, message, cause);
    }
}
