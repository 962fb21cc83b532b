package dev.lamarck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the command line as a process of its own, from the jars that the build has assembled. */
public final class CommandLineProcess {

    /** The folder of the project; tests run in that of a module. */
    public static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final long MINUTES = 10;

    private final Path home;
    private final Map<String, String> environment;

    public CommandLineProcess(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    public record Result(int exitCode, String out, String err) {

        public JsonNode json() {
            try {
                return new JsonMapper().readTree(out);
            } catch (IOException e) {
                throw new AssertionError("Not JSON: " + out + err, e);
            }
        }
    }

    public Path home() {
        return home;
    }

    public Result run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        Process process = start(out, err, arguments);
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("lamarck %s does not end:%n%s%n%s"
                    .formatted(List.of(arguments), Files.readString(out), Files.readString(err)));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    public Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                PROJECT.resolve("cli/target/lib").resolve("*").toString(),
                "dev.lamarck.cli.Lamarck"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(PROJECT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        for (String variable :
                List.of("TEMPORAL_ADDRESS", "MLFLOW_TRACKING_URI", "LAMARCK_STORE", "LAMARCK_DATA_DIR")) {
            builder.environment().remove(variable);
        }
        builder.environment().put("LAMARCK_HOME", home.toString());
        builder.environment().put("DJL_CACHE_DIR", home.resolve("djl").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
