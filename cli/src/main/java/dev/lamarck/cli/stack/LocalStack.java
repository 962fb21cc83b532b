package dev.lamarck.cli.stack;

import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.contract.TemporalConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends the four processes of the local stack. Starting again starts what died and leaves the rest alone; the
 * servers keep their data.
 */
public final class LocalStack {

    /**
     * What the user asks for; absent means remembered or default.
     *
     * @param slots of the worker
     */
    public record Options(
            Optional<Integer> temporalPort,
            Optional<Integer> temporalUiPort,
            Optional<Integer> mlflowPort,
            Optional<Integer> slots) {

        public static final Options NONE =
                new Options(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        Optional<Integer> port(StackRecord.Port port) {
            return switch (port) {
                case TEMPORAL -> temporalPort;
                case TEMPORAL_UI -> temporalUiPort;
                case MLFLOW -> mlflowPort;
                case ENGINE_METRICS, WORKER_METRICS -> Optional.empty();
            };
        }
    }

    /** The state of one part. */
    public record PartStatus(
            boolean running, @Nullable Long pid, @Nullable String address) {}

    private final Settings settings;
    private final Output output;
    private final PythonEnvironment python;
    private final TemporalServer temporal;
    private final MlflowServer mlflow;

    public LocalStack(Settings settings, Output output) {
        this.settings = settings;
        this.output = output;
        this.python = new PythonEnvironment(settings.home(), output);
        this.temporal = new TemporalServer(settings.home(), python);
        this.mlflow = new MlflowServer(settings.home(), python);
    }

    /** Installs what is missing and starts what does not run. */
    public Addresses up(Options options) {
        try (FileChannel channel = lockFile();
                FileLock _ = channel.lock()) {
            python.install();
            StackRecord record = StackRecord.read(file());
            Map<StackRecord.Port, Integer> before = Map.copyOf(record.ports());
            StackPorts.choose(record, options, output);
            stopWhatKnowsOldPorts(record, before);
            record.write(file());
            Addresses addresses = addresses(record);
            Launcher launcher = launcher(record);
            launcher.startServers(temporal, mlflow, addresses);
            launcher.startEngineAndWorker(
                    addresses,
                    options.slots().orElseGet(() -> Runtime.getRuntime().availableProcessors()));
            launcher.awaitMlflow(mlflow);
            return addresses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Engine and worker were told the addresses at their start. */
    private void stopWhatKnowsOldPorts(StackRecord record, Map<StackRecord.Port, Integer> before) {
        boolean temporalMoved = moved(record, before, StackRecord.Port.TEMPORAL);
        boolean mlflowMoved = moved(record, before, StackRecord.Port.MLFLOW);
        if (temporalMoved || mlflowMoved) {
            stop(record, Part.ENGINE);
        }
        if (temporalMoved) {
            stop(record, Part.WORKER);
        }
    }

    private static boolean moved(StackRecord record, Map<StackRecord.Port, Integer> before, StackRecord.Port port) {
        return before.containsKey(port)
                && !before.get(port).equals(record.ports().get(port));
    }

    private void stop(StackRecord record, Part part) {
        Optional<ProcessHandle> process = record.process(part);
        process.ifPresent(Detached::stop);
        process.ifPresent(ended -> output.note("%-9s ended".formatted(part.label())));
        record.processes().remove(part);
        record.write(file());
    }

    /** With servers of the user's own: starts an engine or a worker of pool cpu only where none polls. */
    public void serve(Addresses addresses, TemporalConnection connection) {
        try (FileChannel channel = lockFile();
                FileLock _ = channel.lock()) {
            launcher(StackRecord.read(file())).startWhatIsMissing(addresses, new Pollers(connection));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what {@link #up} started, and nothing else. */
    public void down() {
        try (FileChannel channel = lockFile();
                FileLock _ = channel.lock()) {
            StackRecord record = StackRecord.read(file());
            for (Part part : Part.all().reversed()) {
                stop(record, part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what the servers and workers keep; what was installed or fetched stays. */
    public void deleteData() throws IOException {
        for (String folder : List.of("temporal", "mlflow", "artifacts", "workers", "logs")) {
            deleteTree(settings.home().resolve(folder));
        }
        Files.deleteIfExists(file());
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The addresses of a stack that was started here; empty if none was, or its servers do not run. */
    public Optional<Addresses> running() {
        StackRecord record = StackRecord.read(file());
        return record.process(Part.TEMPORAL).isPresent() ? Optional.of(addresses(record)) : Optional.empty();
    }

    public Map<Part, PartStatus> status() {
        StackRecord record = StackRecord.read(file());
        Map<Part, PartStatus> status = new LinkedHashMap<>();
        for (Part part : Part.all()) {
            Optional<ProcessHandle> process = record.process(part);
            status.put(
                    part,
                    new PartStatus(
                            process.isPresent(), process.map(ProcessHandle::pid).orElse(null), address(record, part)));
        }
        return status;
    }

    /** The remembered ports of parts that do not run, where another program listens now. */
    public List<String> takenPorts() {
        return StackPorts.taken(StackRecord.read(file()));
    }

    public Path log(Part part) {
        return Launcher.log(settings.home(), part);
    }

    public PythonEnvironment python() {
        return python;
    }

    private @Nullable String address(StackRecord record, Part part) {
        if (record.ports().isEmpty()) {
            return null;
        }
        return switch (part) {
            case TEMPORAL -> addresses(record).temporal();
            case MLFLOW -> addresses(record).mlflow().toString();
            case ENGINE -> metrics(record, StackRecord.Port.ENGINE_METRICS);
            case WORKER -> metrics(record, StackRecord.Port.WORKER_METRICS);
        };
    }

    private static @Nullable String metrics(StackRecord record, StackRecord.Port port) {
        return record.port(port).map("http://127.0.0.1:%d/metrics"::formatted).orElse(null);
    }

    private Launcher launcher(StackRecord record) {
        return new Launcher(settings.home(), output, record);
    }

    private Addresses addresses(StackRecord record) {
        return new Addresses(
                TemporalServer.address(port(record, StackRecord.Port.TEMPORAL)),
                URI.create("http://127.0.0.1:" + port(record, StackRecord.Port.TEMPORAL_UI)),
                MlflowServer.address(port(record, StackRecord.Port.MLFLOW)),
                settings.storeAddress());
    }

    private static int port(StackRecord record, StackRecord.Port port) {
        return record.port(port).orElse(0);
    }

    private Path file() {
        return Launcher.record(settings.home());
    }

    private FileChannel lockFile() throws IOException {
        Files.createDirectories(settings.home());
        return FileChannel.open(
                settings.home().resolve("stack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
