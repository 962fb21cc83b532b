package dev.lamarck.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortsTest {

    private final Ports ports = new Ports();
    private ServerSocket other;
    private int taken;

    @BeforeEach
    void takeAPort() throws IOException {
        other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        taken = other.getLocalPort();
    }

    @AfterEach
    void freeThePort() throws IOException {
        other.close();
    }

    @Test
    void refusesAGivenPortThatIsTaken() {
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> ports.choose("mlflow", Optional.of(taken), Optional.empty(), 1_024))
                .withMessage(
                        "Port %d, which was asked for as the port of mlflow, is taken. Name another or leave it out.",
                        taken)
                .extracting(CliException::exitCode)
                .isEqualTo(ExitCode.UNAVAILABLE);
    }

    @Test
    void takesAGivenPortThatIsFree() throws IOException {
        other.close();

        int port = ports.choose("mlflow", Optional.of(taken), Optional.of(1), 1);

        assertThat(port).isEqualTo(taken);
    }

    @Test
    void goesOnFromARememberedPortThatIsTaken() {
        int port = ports.choose("mlflow", Optional.empty(), Optional.of(taken), 1);

        assertThat(port).isGreaterThan(taken);
    }

    @Test
    void keepsARememberedPortThatIsFree() throws IOException {
        other.close();

        int port = ports.choose("mlflow", Optional.empty(), Optional.of(taken), 1);

        assertThat(port).isEqualTo(taken);
    }

    @Test
    void neverChoosesAPortTwice() {
        int first = ports.choose("temporal", Optional.empty(), Optional.empty(), taken);
        int second = ports.choose("mlflow", Optional.empty(), Optional.empty(), taken);

        assertThat(first).isGreaterThan(taken);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void knowsNoFreePortOutsideTheRange() {
        assertThat(ports.isFree(0)).isFalse();
        assertThat(ports.isFree(65_536)).isFalse();
    }
}
