package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.stack.Pollers;
import dev.lamarck.contract.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a process of Lamarck's on this machine, by its id, once the server has confirmed that it is one. */
final class DrainOptions {

    @Parameters(paramLabel = "PID", description = "The id of its process, as the list shows it.")
    private long pid;

    @Mixin
    private OutputOption format = new OutputOption();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for its end; default ${DEFAULT-VALUE}.")
    private int seconds;

    int drain(Function<Pollers, List<Identity>> candidates) {
        Identity found;
        try (Session session = Session.open(Settings.from(System.getenv()))) {
            found = candidates.apply(new Pollers(session.connection())).stream()
                    .filter(identity -> identity.pid() == pid)
                    .findFirst()
                    .orElseThrow(() -> new CliException(
                            ExitCode.NOT_FOUND, "None of those that serve has the process id %d.".formatted(pid)));
        }
        if (!found.host().equals(Identity.here(found.role(), 0, "").host())) {
            throw new CliException(
                    ExitCode.CONFLICT,
                    "Process %d runs on %s; drain it there, or send it SIGTERM.".formatted(pid, found.host()));
        }
        end(ProcessHandle.of(pid));
        Output output = Output.standard();
        if (format.isJson()) {
            output.json(Map.of("pid", pid, "ended", true));
        } else {
            output.line("%d has ended".formatted(pid));
        }
        return ExitCode.OK;
    }

    private void end(Optional<ProcessHandle> process) {
        if (process.isEmpty()) {
            return;
        }
        process.get().destroy();
        try {
            process.get().onExit().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CliException(
                    ExitCode.TIMEOUT,
                    "Process %d has not ended after %d s; it was asked to.".formatted(pid, seconds),
                    e);
        } catch (ExecutionException e) {
            throw new CliException(ExitCode.FAILURE, "Process %d cannot be waited for.".formatted(pid), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "Interrupted; process %d was asked to end.".formatted(pid), e);
        }
    }
}
