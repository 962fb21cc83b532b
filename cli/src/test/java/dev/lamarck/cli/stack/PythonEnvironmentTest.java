package dev.lamarck.cli.stack;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {

    @Test
    void aFullDiskIsSaidBeforeAnythingIsInstalled(@TempDir Path home) {
        PythonEnvironment environment = new PythonEnvironment(home, Output.standard(), Long.MAX_VALUE);

        assertThatExceptionOfType(CliException.class)
                .isThrownBy(environment::install)
                .matches(e -> e.exitCode() == ExitCode.UNAVAILABLE)
                .withMessageContaining("MB free; the local stack needs")
                .withMessageEndingWith("Make room or set LAMARCK_HOME to another disk.");
    }
}
