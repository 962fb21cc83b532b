package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallGuardTest {

    @Test
    void endsAReadForWhichNothingComes() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket reader = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket writer = server.accept();
                StallGuard guard = new StallGuard(reader.getInputStream(), Duration.ofMillis(100))) {
            OutputStream out = writer.getOutputStream();
            out.write(7);

            assertThat(guard.read()).isEqualTo(7);
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(guard::read)
                    .withMessage("nothing came for 100 ms");
        }
    }

    @Test
    void letsEverythingElseThrough() throws IOException {
        byte[] bytes = {1, -1, 0, 127};

        try (StallGuard guard = new StallGuard(new ByteArrayInputStream(bytes), Duration.ofMinutes(1))) {
            assertThat(guard.readAllBytes()).isEqualTo(bytes);
            assertThat(guard.read()).isEqualTo(-1);
        }
        try (StallGuard guard = new StallGuard(new ByteArrayInputStream(bytes), Duration.ofMinutes(1))) {
            assertThat(guard.read()).isEqualTo(1);
            assertThat(guard.read()).isEqualTo(255);
        }
    }
}
