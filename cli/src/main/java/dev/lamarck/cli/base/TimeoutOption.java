package dev.lamarck.cli.base;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --timeout} of commands that wait. */
public final class TimeoutOption {

    private static final long MOST = Duration.ofDays(365).toSeconds();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    private @Nullable Long seconds;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait; default for ever.")
    void set(long value) {
        if (value < 0 || value > MOST) {
            throw new ParameterException(
                    command.commandLine(),
                    "--timeout is %d; expected are seconds from 0 to %d.".formatted(value, MOST));
        }
        seconds = value;
    }

    /** What was given; null for ever. */
    public @Nullable Long seconds() {
        return seconds;
    }

    /** When to give up, counted from now. */
    public Instant end() {
        return seconds == null ? Instant.MAX : Instant.now().plusSeconds(seconds);
    }
}
