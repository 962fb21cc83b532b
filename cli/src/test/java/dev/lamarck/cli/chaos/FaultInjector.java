package dev.lamarck.cli.chaos;

import dev.lamarck.cli.stack.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets faults strike a stack. Two of several scenarios do not strike the same process or link at once: the second waits.
 */
final class FaultInjector {

    private static final Logger LOG = LoggerFactory.getLogger(FaultInjector.class);
    /** For a process to be there that can be struck. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChaosStack stack;
    private final Map<Object, ReentrantLock> locks = new ConcurrentHashMap<>();

    FaultInjector(ChaosStack stack) {
        this.stack = stack;
    }

    /**
     * Strikes and, if it is a thing that passes, returns when it has passed.
     *
     * @param cli the processes of the command line that belong to the fault's scenario
     * @return false if there was no process to strike
     */
    boolean strike(Fault fault, Supplier<List<ProcessHandle>> cli) throws IOException, InterruptedException {
        return switch (fault) {
            case Fault.Kill kill -> exclusively(kill.target(), () -> kill(kill, victims(kill.target(), cli)));
            case Fault.Stop stop -> exclusively(stop.target(), () -> stop(stop, victims(stop.target(), cli)));
            case Fault.Cut cut ->
                exclusively(
                        cut.link(),
                        () -> lasting(
                                fault,
                                cut.millis(),
                                () -> stack.proxy(cut.link()).cut(),
                                () -> stack.proxy(cut.link()).heal()));
            case Fault.Delay delay ->
                exclusively(
                        delay.link(),
                        () -> lasting(
                                fault,
                                delay.millis(),
                                () -> stack.proxy(delay.link()).delay(delay.latencyMillis()),
                                () -> stack.proxy(delay.link()).heal()));
            case Fault.FullDisk full ->
                exclusively(
                        fault.kind(),
                        () -> lasting(
                                fault,
                                full.millis(),
                                () -> stack.faults(full.target()).fillDisk(),
                                () -> stack.faults(full.target()).emptyDisk()));
            case Fault.ClockJump jump ->
                exclusively(
                        fault.kind(),
                        () -> lasting(
                                fault,
                                jump.millis(),
                                () -> stack.faults(jump.target()).jump(jump.jumpSeconds() * 1_000L),
                                () -> stack.faults(jump.target()).jump(0)));
        };
    }

    private boolean kill(Fault.Kill kill, Supplier<List<ProcessHandle>> victims) {
        List<ProcessHandle> found = await(victims);
        if (found.isEmpty()) {
            return false;
        }
        ProcessHandle victim = found.get(kill.which() % found.size());
        LOG.info("{} {}", kill, victim.pid());
        if (kill.target().isPart()) {
            stack.supervisor().kill(kill.target(), Duration.ofMillis(kill.downMillis()));
        } else {
            victim.destroyForcibly();
        }
        return Await.until(() -> !victim.isAlive(), () -> false, PATIENCE);
    }

    private boolean stop(Fault.Stop stop, Supplier<List<ProcessHandle>> victims)
            throws IOException, InterruptedException {
        List<ProcessHandle> found = await(victims);
        if (found.isEmpty()) {
            return false;
        }
        ProcessHandle victim = found.get(stop.which() % found.size());
        LOG.info("{} {}", stop, victim.pid());
        if (!signal("-STOP", victim)) {
            return false;
        }
        Thread.sleep(stop.stoppedMillis());
        if (victim.isAlive()) {
            signal("-CONT", victim);
        }
        LOG.info("{} {} goes on", stop.target(), victim.pid());
        return true;
    }

    private static boolean lasting(Fault fault, int millis, Change begin, Change end)
            throws IOException, InterruptedException {
        LOG.info("{}", fault);
        begin.make();
        try {
            Thread.sleep(millis);
        } finally {
            end.make();
            LOG.info("{} is over", fault.kind());
        }
        return true;
    }

    private static List<ProcessHandle> await(Supplier<List<ProcessHandle>> victims) {
        Await.until(() -> !victims.get().isEmpty(), () -> false, PATIENCE);
        return victims.get();
    }

    private Supplier<List<ProcessHandle>> victims(Target target, Supplier<List<ProcessHandle>> cli) {
        return target == Target.CLI ? cli : () -> stack.processes(target);
    }

    private boolean exclusively(Object what, Strike strike) throws IOException, InterruptedException {
        ReentrantLock lock = locks.computeIfAbsent(what, _ -> new ReentrantLock(true));
        lock.lock();
        try {
            return strike.make();
        } finally {
            lock.unlock();
        }
    }

    private static boolean signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    private interface Change {
        void make() throws IOException;
    }

    private interface Strike {
        boolean make() throws IOException, InterruptedException;
    }
}
