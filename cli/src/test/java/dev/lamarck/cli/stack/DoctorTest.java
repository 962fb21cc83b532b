package dev.lamarck.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    @TempDir
    private Path home;

    @Test
    void namesAnOldJava() {
        Doctor.Check jdk = check("jdk", doctor(17, 0));

        assertThat(jdk.status()).isEqualTo(Doctor.Status.FAILED);
        assertThat(jdk.fix()).contains("JDK 25");
    }

    @Test
    void namesAFullDisk() {
        Doctor.Check disk = check("disk", doctor(25, Long.MAX_VALUE));

        assertThat(disk.status()).isEqualTo(Doctor.Status.FAILED);
        assertThat(disk.fix()).contains("Make room");
    }

    @Test
    void namesARememberedPortThatAnotherProgramHas() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    home.resolve("stack.json"),
                    "{\"ports\":{\"MLFLOW\":%d},\"processes\":{}}".formatted(other.getLocalPort()));

            Doctor.Check ports = check("ports", doctor(25, 0));

            assertThat(ports.status()).isEqualTo(Doctor.Status.WARNING);
            assertThat(ports.detail()).contains(other.getLocalPort() + " (mlflow)");
        }
    }

    @Test
    void isContentWithWhatIsInOrder() {
        Doctor doctor = doctor(25, 0);

        assertThat(check("jdk", doctor).status()).isEqualTo(Doctor.Status.OK);
        assertThat(check("disk", doctor).status()).isEqualTo(Doctor.Status.OK);
        assertThat(check("ports", doctor).status()).isEqualTo(Doctor.Status.OK);
    }

    private Doctor doctor(int java, long leastFreeBytes) {
        Settings settings = new Settings(home, Map.of());
        return new Doctor(settings, new LocalStack(settings, Output.standard()), java, leastFreeBytes);
    }

    private static Doctor.Check check(String id, Doctor doctor) {
        return doctor.examine().stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
