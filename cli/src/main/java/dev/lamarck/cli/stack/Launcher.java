package dev.lamarck.cli.stack;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.contract.TemporalConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Starts the parts of a stack that do not run, on the ports of its record, and waits until they answer. */
final class Launcher {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path home;
    private final Output output;
    private final StackRecord record;

    Launcher(Path home, Output output, StackRecord record) {
        this.home = home;
        this.output = output;
        this.record = record;
    }

    static Path record(Path home) {
        return home.resolve("stack.json");
    }

    static Path log(Path home, Part part) {
        return home.resolve("logs").resolve(part.label() + ".log");
    }

    /** Waits for Temporal only: engine and worker need it at their start, MLflow they do not. */
    void startServers(TemporalServer temporal, MlflowServer mlflow, Addresses addresses) {
        startUnlessRunning(
                Part.TEMPORAL,
                () -> temporal.start(
                        port(StackRecord.Port.TEMPORAL), port(StackRecord.Port.TEMPORAL_UI), log(home, Part.TEMPORAL)));
        startUnlessRunning(Part.MLFLOW, () -> mlflow.start(port(StackRecord.Port.MLFLOW), log(home, Part.MLFLOW)));
        await(Part.TEMPORAL, () -> TemporalServer.isReady(addresses.temporal()));
        TemporalServer.setRetention(addresses.temporal());
    }

    void awaitMlflow(MlflowServer mlflow) {
        await(Part.MLFLOW, () -> mlflow.isReady(port(StackRecord.Port.MLFLOW)));
    }

    void startEngineAndWorker(Addresses addresses, int slots) {
        startEngine(addresses);
        startWorker(addresses, slots);
        try (TemporalConnection connection = TemporalConnection.open(addresses.temporal(), "lamarck/1|check")) {
            Pollers pollers = new Pollers(connection);
            long engine = pid(Part.ENGINE);
            await(Part.ENGINE, () -> pollers.engines().stream().anyMatch(info -> info.pid() == engine));
            long worker = pid(Part.WORKER);
            await(Part.WORKER, () -> pollers.workers("cpu").stream().anyMatch(info -> info.pid() == worker));
        }
    }

    /** Starts an engine or a worker of pool cpu only where none polls, whoever started it. */
    void startWhatIsMissing(Addresses addresses, Pollers pollers) {
        if (pollers.engines().isEmpty()) {
            startEngine(addresses);
            await(Part.ENGINE, () -> !pollers.engines().isEmpty());
        }
        if (pollers.workers("cpu").isEmpty()) {
            startWorker(addresses, Runtime.getRuntime().availableProcessors());
            await(Part.WORKER, () -> !pollers.workers("cpu").isEmpty());
        }
    }

    private void startEngine(Addresses addresses) {
        List<String> command = List.of("engine", "start", "--metrics-port", text(StackRecord.Port.ENGINE_METRICS));
        startUnlessRunning(
                Part.ENGINE, () -> JavaServer.start(addresses, home, log(home, Part.ENGINE), "-Xmx512m", command));
    }

    private void startWorker(Addresses addresses, int slots) {
        List<String> command = List.of(
                "worker",
                "start",
                "--pool",
                "cpu",
                "--slots",
                Integer.toString(slots),
                "--metrics-port",
                text(StackRecord.Port.WORKER_METRICS));
        startUnlessRunning(
                Part.WORKER, () -> JavaServer.start(addresses, home, log(home, Part.WORKER), "-Xmx256m", command));
    }

    private void startUnlessRunning(Part part, Supplier<ProcessHandle> starter) {
        if (record.process(part).isPresent()) {
            return;
        }
        record.processes().put(part, StackRecord.Recorded.of(starter.get()));
        record.write(record(home));
        output.note("%-9s starting".formatted(part.label()));
    }

    private void await(Part part, BooleanSupplier ready) {
        BooleanSupplier dead = () -> record.process(part).isEmpty();
        // The answer may be that of another program, which has taken the port meanwhile.
        if (!Await.until(() -> ready.getAsBoolean() && !dead.getAsBoolean(), dead, PATIENCE)) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "%s %s. See 'lamarck dev logs %s', or 'lamarck doctor'."
                            .formatted(
                                    part.label(),
                                    dead.getAsBoolean()
                                            ? "ended while it was starting"
                                            : "does not answer after %d s".formatted(PATIENCE.toSeconds()),
                                    part.label()));
        }
    }

    private int port(StackRecord.Port port) {
        return record.port(port).orElse(0);
    }

    private String text(StackRecord.Port port) {
        return Integer.toString(port(port));
    }

    private long pid(Part part) {
        return record.process(part).map(ProcessHandle::pid).orElse(-1L);
    }
}
