package dev.lamarck.cli.chaos;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.cli.CommandLineProcess;
import dev.lamarck.cli.MlflowReader;
import dev.lamarck.cli.stack.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local stack to break. Its engine and its worker reach the servers through proxies and have agents within them; parts
 * that die are started again, with the flags and variables that 'dev up' gave them.
 */
final class ChaosStack implements AutoCloseable {

    static final int SLOTS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ChaosStack.class);
    private static final List<Target> PARTS = List.of(Target.TEMPORAL, Target.MLFLOW, Target.ENGINE, Target.WORKER);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String WRAPPER = "slot-wrapper.sh";

    private final Path home;
    private final CommandLineProcess cli;
    private final StackFile file;
    private final Map<Link, TcpProxy> proxies = new EnumMap<>(Link.class);
    private final Map<Target, FaultFile> faults = new EnumMap<>(Target.class);
    private final Supervisor supervisor;

    /**
     * A stack that is not started yet.
     *
     * @param installed the home of another stack; if there is one, what was installed for it is used
     */
    ChaosStack(Path home, Path installed) throws IOException {
        this.home = home;
        this.cli = new CommandLineProcess(home, Map.of());
        this.file = new StackFile(home);
        this.supervisor = new Supervisor(file);
        Files.createDirectories(home);
        for (String shared : List.of("venv", "djl")) {
            if (Files.isDirectory(installed.resolve(shared)) && !Files.exists(home.resolve(shared))) {
                Files.createSymbolicLink(home.resolve(shared), installed.resolve(shared));
            }
        }
    }

    /** Begins with no data and no process of an earlier run. */
    void start() throws IOException, InterruptedException {
        endAll();
        cli.run("dev", "reset", "--yes");
        up();
        proxies.put(Link.WORKER_TEMPORAL, TcpProxy.to(file.port("TEMPORAL")));
        proxies.put(Link.ENGINE_TEMPORAL, TcpProxy.to(file.port("TEMPORAL")));
        proxies.put(Link.ENGINE_MLFLOW, TcpProxy.to(file.port("MLFLOW")));
        Path agent = home.resolve("faults/agent.jar");
        FaultFile.writeAgent(agent);
        for (Target part : PARTS) {
            Launch launch = Launch.of(file.pid(part), home.resolve("logs/%s.log".formatted(part.label())));
            supervisor.adopt(part, file.pid(part), prepared(part, launch, agent));
        }
        supervisor.restart(Target.ENGINE);
        supervisor.restart(Target.WORKER);
        supervisor.start();
        if (!isWhole(Duration.ofMinutes(2))) {
            throw new IllegalStateException("The stack does not start behind proxies; see " + home.resolve("logs"));
        }
    }

    /** On ports that other stacks, which may start at the same time, do not look at first. */
    private void up() throws IOException, InterruptedException {
        CommandLineProcess.Result up = cli.run(
                "dev",
                "up",
                "--slots",
                Integer.toString(SLOTS),
                "--temporal-port",
                freePort(),
                "--temporal-ui-port",
                freePort(),
                "--mlflow-port",
                freePort());
        if (up.exitCode() != 0) {
            throw new IllegalStateException("The stack does not start: " + up.err());
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private Launch prepared(Target part, Launch launch, Path agent) throws IOException {
        if (part != Target.ENGINE && part != Target.WORKER) {
            return launch;
        }
        FaultFile faultFile = new FaultFile(home.resolve("faults").resolve(part.label()));
        faults.put(part, faultFile);
        Link temporal = part == Target.ENGINE ? Link.ENGINE_TEMPORAL : Link.WORKER_TEMPORAL;
        return launch.withFlag(faultFile.flag(agent))
                .with(Map.of(
                        "TEMPORAL_ADDRESS", "127.0.0.1:" + proxy(temporal).port(),
                        "MLFLOW_TRACKING_URI",
                                "http://127.0.0.1:" + proxy(Link.ENGINE_MLFLOW).port()));
    }

    CommandLineProcess cli() {
        return cli;
    }

    Path home() {
        return home;
    }

    ArtifactStore store() {
        return FileArtifactStore.at(home.resolve("artifacts"));
    }

    MlflowReader mlflow() throws IOException {
        return new MlflowReader("http://127.0.0.1:" + file.port("MLFLOW"));
    }

    int workerMetricsPort() throws IOException {
        return file.port("WORKER_METRICS");
    }

    TcpProxy proxy(Link link) {
        return Optional.ofNullable(proxies.get(link)).orElseThrow();
    }

    FaultFile faults(Target part) {
        return Optional.ofNullable(faults.get(part)).orElseThrow();
    }

    Supervisor supervisor() {
        return supervisor;
    }

    /** The processes of a kind that live now; there is no more than one of a part. */
    List<ProcessHandle> processes(Target target) {
        return switch (target) {
            case WORKER, ENGINE, TEMPORAL, MLFLOW ->
                supervisor.process(target).filter(ProcessHandle::isAlive).stream()
                        .toList();
            case WRAPPER ->
                processes(Target.WORKER).stream()
                        .flatMap(ProcessHandle::children)
                        .filter(child -> isWrapper(child.pid()))
                        .toList();
            case TRAINER ->
                processes(Target.WRAPPER).stream()
                        .flatMap(ProcessHandle::children)
                        .filter(child -> isTrainer(child.pid()))
                        .toList();
            case CLI -> List.of();
        };
    }

    /** True as soon as every part runs and the worker answers. */
    boolean isWhole(Duration patience) {
        return Await.until(
                () -> PARTS.stream().noneMatch(part -> processes(part).isEmpty())
                        && Slots.of(this).isPresent(),
                () -> false,
                patience);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        supervisor.close();
        cli.run("dev", "down");
        for (TcpProxy proxy : proxies.values()) {
            proxy.close();
        }
    }

    /** What is left of the stack after it was closed, once it has had time to end. */
    List<String> leftOvers() {
        Await.until(() -> ProcessTable.of(home).isEmpty(), () -> false, PATIENCE);
        List<String> left =
                ProcessTable.of(home).stream().map(ProcessTable.Entry::text).toList();
        endAll();
        return left;
    }

    private void endAll() {
        for (ProcessTable.Entry entry : ProcessTable.of(home)) {
            LOG.info("Ending what an earlier run has left: {}", entry.text());
            ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        Await.until(() -> ProcessTable.of(home).isEmpty(), () -> false, PATIENCE);
    }

    private static boolean isWrapper(long pid) {
        return ProcessTable.find(pid).stream()
                .anyMatch(entry -> entry.command().stream().anyMatch(word -> word.endsWith(WRAPPER)));
    }

    /** The wrapper's own short-lived helpers are no trainers. */
    private static boolean isTrainer(long pid) {
        return ProcessTable.find(pid).stream()
                .noneMatch(entry -> List.of("sleep", "flock", "mkfifo", "rm", "bash", "setsid")
                        .contains(Path.of(entry.command().getFirst())
                                .getFileName()
                                .toString()));
    }
}
