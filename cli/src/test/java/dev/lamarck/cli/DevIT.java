package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The local stack and what can be wrong with it. */
@ExtendWith(SharedStack.class)
class DevIT {

    @Test
    void startingAgainChangesNothing() throws Exception {
        JsonNode before = SharedStack.run("dev", "status", "-o", "json").json();

        CommandLineProcess.Result up = SharedStack.run("dev", "up");

        assertThat(up.exitCode()).as(up.err()).isZero();
        assertThat(SharedStack.run("dev", "status", "-o", "json").json()).isEqualTo(before);
        assertThat(before.findValuesAsText("running")).containsExactly("true", "true", "true", "true");
    }

    @Test
    void theDoctorFindsAHealthyStack() throws Exception {
        CommandLineProcess.Result doctor = SharedStack.run("doctor", "-o", "json");

        assertThat(doctor.exitCode()).as(doctor.out()).isZero();
        assertThat(doctor.json().findValuesAsText("id"))
                .contains("jdk", "disk", "python", "versions", "ports", "temporal", "mlflow", "engine", "worker");
        assertThat(doctor.json().findValuesAsText("status")).containsOnly("ok");
    }

    @Test
    void theDoctorNamesTheServersThatDoNotRun(@TempDir Path home) throws Exception {
        CommandLineProcess.Result doctor = new CommandLineProcess(home, Map.of()).run("doctor", "-o", "json");

        assertThat(doctor.exitCode()).isEqualTo(6);
        assertThat(status(doctor, "temporal")).isEqualTo("failed");
        assertThat(status(doctor, "mlflow")).isEqualTo("failed");
        assertThat(status(doctor, "engine")).isEqualTo("failed");
        assertThat(status(doctor, "worker")).isEqualTo("failed");
        assertThat(status(doctor, "versions")).isEqualTo("warning");
        assertThat(doctor.out()).contains("lamarck dev up");
    }

    @Test
    void theDoctorNamesServersThatDoNotAnswer(@TempDir Path home) throws Exception {
        CommandLineProcess.Result doctor = new CommandLineProcess(
                        home, Map.of("TEMPORAL_ADDRESS", "127.0.0.1:1", "MLFLOW_TRACKING_URI", "http://127.0.0.1:1"))
                .run("doctor", "-o", "json");

        assertThat(doctor.exitCode()).isEqualTo(6);
        assertThat(doctor.out())
                .contains("127.0.0.1:1 does not answer", "Check TEMPORAL_ADDRESS", "Check MLFLOW_TRACKING_URI");
    }

    @Test
    void withoutPythonNothingIsStarted(@TempDir Path home) throws Exception {
        Path tools = Files.createDirectories(home.resolve("tools"));
        CommandLineProcess bare = new CommandLineProcess(home.resolve("home"), Map.of("PATH", tools.toString()));

        CommandLineProcess.Result up = bare.run("dev", "up");
        CommandLineProcess.Result doctor = bare.run("doctor", "-o", "json");

        assertThat(up.exitCode()).isEqualTo(6);
        assertThat(up.err()).contains("needs Python 3.10 or newer");
        assertThat(status(doctor, "python")).isEqualTo("failed");
    }

    @Test
    void anIndexThatCannotBeReachedIsSaidAndASecondTryWorks(@TempDir Path home) throws Exception {
        Map<String, String> unreachable = new HashMap<>();
        unreachable.put("PIP_INDEX_URL", "http://127.0.0.1:1/simple");
        unreachable.put("UV_INDEX_URL", "http://127.0.0.1:1/simple");
        unreachable.put("UV_DEFAULT_INDEX", "http://127.0.0.1:1/simple");
        unreachable.put("UV_CACHE_DIR", home.resolve("cache").toString());
        unreachable.put("PIP_NO_CACHE_DIR", "1");
        unreachable.put("PIP_RETRIES", "0");
        unreachable.put("UV_HTTP_TIMEOUT", "2");

        CommandLineProcess.Result up = new CommandLineProcess(home.resolve("home"), unreachable).run("dev", "up");

        assertThat(up.exitCode()).isEqualTo(6);
        assertThat(up.err()).contains("Check the network and the package index", "install.log");
        CommandLineProcess second = new CommandLineProcess(home.resolve("home"), Map.of());
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            Files.writeString(
                    home.resolve("home/stack.json"), "{\"ports\":{\"MLFLOW\":%d},\"processes\":{}}".formatted(taken));

            CommandLineProcess.Result again = second.run("dev", "up", "--slots", "1");

            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.err()).contains("Port %d of mlflow is taken by another program; using ".formatted(taken));
        } finally {
            second.run("dev", "down");
        }
        assertThat(second.run("dev", "status").out()).doesNotContain("running");
    }

    @Test
    void aPortThatTheUserGaveAndIsTakenIsRefused(@TempDir Path home) throws Exception {
        Files.createSymbolicLink(home.resolve("venv"), SharedStack.HOME.resolve("venv"));
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());

            CommandLineProcess.Result up =
                    new CommandLineProcess(home, Map.of()).run("dev", "up", "--mlflow-port", port);

            assertThat(up.exitCode()).isEqualTo(6);
            assertThat(up.err()).contains("Port " + port, "is taken");
            assertThat(new CommandLineProcess(home, Map.of())
                            .run("dev", "status")
                            .out())
                    .doesNotContain("running");
        }
    }

    @Test
    void badInputEndsWithTwoAndStartsNothing(@TempDir Path home) throws Exception {
        Path job = home.resolve("job.yaml");
        Files.writeString(
                job, "apiVersion: lamarck/v1\nkind: Study\nname: bad\ndata: {preset: digits}\nbudget: {trails: 3}\n");
        CommandLineProcess cli = new CommandLineProcess(home.resolve("home"), Map.of());

        CommandLineProcess.Result run = cli.run("run", job.toString());
        CommandLineProcess.Result missing = cli.run("validate", "no-such.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().strip())
                .endsWith("job.yaml:5:10: unknown key 'trails' in 'budget'. Did you mean 'trials'?");
        assertThat(home.resolve("home")).doesNotExist();
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("There is no job file no-such.yaml");
    }

    @Test
    void theLauncherNeedsAJdk(@TempDir Path home) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        CommandLineProcess.PROJECT.resolve("lamarck").toString(), "--help")
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("LAMARCK_HOME", home.toString());
        builder.environment().put("LAMARCK_JDK_FOLDERS", home.toString());

        int exitCode = builder.start().waitFor();

        assertThat(exitCode).isEqualTo(6);
        assertThat(Files.readString(home.resolve("err"))).hasLineCount(1).startsWith("Lamarck needs a JDK 25");
    }

    private static String status(CommandLineProcess.Result doctor, String id) {
        for (JsonNode check : doctor.json()) {
            if (check.path("id").asText().equals(id)) {
                return check.path("status").asText();
            }
        }
        throw new AssertionError("No check " + id + " in " + doctor.out());
    }
}
