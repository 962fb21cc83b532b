package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed and stopped in every way; whatever happens, none is left. */
class WrappedProcessTest {

    /** Leaves a child in its group, and one that went into a session of its own. */
    private static final List<String> FAMILY = List.of(
            "bash", "-c", "sleep 600 & setsid sleep 601 & trap '' TERM; touch started; while :; do sleep 0.1; done");

    @TempDir
    private Path folder;

    private WorkerFolder worker;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void claim() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/environ")), "needs /proc");
        worker = WorkerFolder.claim(folder.resolve("home"), "test");
        worker.close();
    }

    @AfterEach
    void endAll() throws Exception {
        started.forEach(Process::destroyForcibly);
        Leftovers.of(folder).end();
    }

    @Test
    void passesTheExitCodeOn() throws Exception {
        WrappedProcess process = start(WrappedProcess.Ear.SIGNALS, "bash", "-c", "exit 7");

        process.leave();
        Fixtures.await("the end", () -> !process.isAlive());

        assertThat(process.exitCode()).isEqualTo(7);
        assertThat(process.describeExit()).isEqualTo("exit code 7");
    }

    @Test
    void termAsksTheTrainerToYield() throws Exception {
        WrappedProcess process = start(
                WrappedProcess.Ear.SIGNALS,
                "bash",
                "-c",
                "trap 'exit 4' TERM; touch started; while :; do sleep 0.05; done");
        Fixtures.await("the start", () -> Files.exists(folder.resolve("started")));

        process.terminate();
        process.leave();
        Fixtures.await("the end", () -> !process.isAlive());

        assertThat(process.exitCode()).isEqualTo(4);
    }

    @Test
    void linesReachATrainerThatReadsThem() throws Exception {
        WrappedProcess process = start(WrappedProcess.Ear.LINES, "bash", "-c", "read a; read b; echo $a/$b >said");

        process.lease(Duration.ofSeconds(30));
        process.send("one");
        process.send("two");
        Fixtures.await("the end", () -> !process.isAlive());

        assertThat(folder.resolve("said")).hasContent("one/two");
    }

    @Test
    void aTrainerThatDoesNotHearIsKilledWithAllItStarted() throws Exception {
        WrappedProcess process = start(WrappedProcess.Ear.SIGNALS, FAMILY.toArray(String[]::new));
        Fixtures.await("the start", () -> Files.exists(folder.resolve("started")));
        assertThat(processes()).hasSizeGreaterThanOrEqualTo(4);

        process.kill();

        assertThat(processes()).isEmpty();
    }

    @Test
    void aStoppedWrapperAndTrainerAreKilledToo() throws Exception {
        WrappedProcess process = start(WrappedProcess.Ear.SIGNALS, FAMILY.toArray(String[]::new));
        Fixtures.await("the start", () -> Files.exists(folder.resolve("started")));
        assertThat(process.isStopped()).isFalse();
        for (ProcessHandle one : processes()) {
            signal("STOP", one);
        }
        assertThat(process.isStopped()).isTrue();

        process.kill();

        assertThat(processes()).isEmpty();
    }

    @Test
    void theTrainerDiesWithAKilledWrapper() throws Exception {
        WrappedProcess process = start(WrappedProcess.Ear.SIGNALS, FAMILY.toArray(String[]::new));
        Fixtures.await("the start", () -> Files.exists(folder.resolve("started")));

        ProcessHandle wrapper = ProcessHandle.current()
                .children()
                .filter(child -> processes().contains(child))
                .findFirst()
                .orElseThrow();
        wrapper.destroyForcibly();
        Fixtures.await("the end", () -> !process.isAlive());
        process.clear();

        assertThat(processes()).isEmpty();
        assertThat(process.describeExit()).isEqualTo("ended by signal 9");
    }

    @Test
    void aKilledWorkerLeavesATrainerToNobody() throws Exception {
        Process parent = workerLike(30, "bash", "-c", "touch ../started; exec sleep 600");
        Fixtures.await("the start", () -> Files.exists(folder.resolve("started")));

        parent.destroyForcibly().waitFor();

        Fixtures.await("the end of all", () -> processes().isEmpty());
        assertThat(parent.isAlive()).isFalse();
    }

    @Test
    void theNextWorkerEndsWhatAKilledOneAndItsKilledWrapperLeft() throws Exception {
        Process parent = workerLike(30, FAMILY.toArray(String[]::new));
        Path home = folder.resolve("home");
        Fixtures.await("the start", () -> Files.exists(home.resolve("started")));
        parent.destroyForcibly().waitFor();
        processes().stream()
                .filter(one -> one.info().commandLine().orElse("").contains("slot-wrapper"))
                .forEach(ProcessHandle::destroyForcibly);
        assertThat(processes()).isNotEmpty();

        try (WorkerFolder next = WorkerFolder.claim(home, "test")) {

            assertThat(next.slot(1)).isEqualTo(worker.slot(1));
            assertThat(processes()).isEmpty();
        }
    }

    @Test
    void aStoppedWorkerLosesItsLease() throws Exception {
        Process parent = workerLike(2, "bash", "-c", "touch ../started; exec sleep 600");
        Fixtures.await("the start", () -> Files.exists(folder.resolve("started")));
        assertThat(processes()).isNotEmpty();

        signal("STOP", parent.toHandle());

        Fixtures.await("the end of the trainer", () -> processes().isEmpty());
        assertThat(parent.isAlive()).isTrue();
        signal("CONT", parent.toHandle());
        Fixtures.await("the late wake", () -> !parent.isAlive());
    }

    @Test
    void aLeaseThatIsRenewedHolds() throws Exception {
        WrappedProcess process = start(WrappedProcess.Ear.SIGNALS, "bash", "-c", "sleep 3.5; exit 5");

        process.lease(Duration.ofSeconds(2));
        Fixtures.await("the end", () -> {
            process.lease(Duration.ofSeconds(2));
            return !process.isAlive();
        });

        assertThat(process.exitCode()).isEqualTo(5);
    }

    @Test
    void strangersAreLeftAlone() throws Exception {
        Process stranger =
                new ProcessBuilder("sleep", "602").directory(folder.toFile()).start();
        started.add(stranger);
        ProcessBuilder other = new ProcessBuilder("sleep", "603");
        other.environment().put(Leftovers.MARK, Leftovers.mark(folder.resolveSibling("other-worker")));
        Process neighbour = other.start();
        started.add(neighbour);

        Leftovers.of(folder).end();

        assertThat(stranger.isAlive()).isTrue();
        assertThat(neighbour.isAlive()).isTrue();
    }

    private WrappedProcess start(WrappedProcess.Ear ear, String... command) throws Exception {
        return WrappedProcess.start(
                new WrappedProcess.Start(
                        worker.wrapper(),
                        worker.slot(1),
                        ear,
                        Duration.ZERO,
                        List.of(command),
                        Map.of("PATH", System.getenv("PATH"))),
                ProcessBuilder.Redirect.DISCARD,
                folder);
    }

    private Process workerLike(int lease, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                WorkerLike.class.getName(),
                folder.resolve("home").toString(),
                Integer.toString(lease)));
        line.addAll(List.of(command));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(new File("/dev/null"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private List<ProcessHandle> processes() {
        return Leftovers.of(folder).find();
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
