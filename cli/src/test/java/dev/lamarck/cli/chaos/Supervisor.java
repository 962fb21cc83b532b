package dev.lamarck.cli.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts parts of a stack again that have died: after a while those that were killed, soon those that ended by themselves. */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final long PAUSE_MILLIS = 200;
    private static final Duration AFTER_OWN_DEATH = Duration.ofSeconds(1);
    private static final long GRACE_SECONDS = 40;

    private final StackFile file;
    private final Map<Target, Launch> launches = new EnumMap<>(Target.class);
    private final Map<Target, ProcessHandle> processes = new EnumMap<>(Target.class);
    private final Map<Target, Long> startAtNanos = new EnumMap<>(Target.class);
    private final List<String> ownDeaths = new ArrayList<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("supervisor").unstarted(this::watch);

    Supervisor(StackFile file) {
        this.file = file;
    }

    /** Takes a running process on, and how to start it from now on. */
    synchronized void adopt(Target part, long pid, Launch launch) {
        launches.put(part, launch);
        processes.put(part, ProcessHandle.of(pid).orElseThrow());
    }

    /** Ends a process in order and starts it anew. */
    synchronized void restart(Target part) {
        ProcessHandle process = processes.get(part);
        process.destroy();
        try {
            process.onExit().orTimeout(GRACE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "%s does not end within %d s of TERM".formatted(part.label(), GRACE_SECONDS), e);
        }
        begin(part);
    }

    void start() {
        thread.start();
    }

    synchronized Optional<ProcessHandle> process(Target part) {
        return Optional.ofNullable(processes.get(part));
    }

    /** kill -9; the part stays down for a while. */
    synchronized void kill(Target part, Duration down) {
        startAtNanos.put(part, System.nanoTime() + down.toNanos());
        processes.get(part).destroyForcibly();
    }

    /** What ended without having been killed, since this was last asked. */
    synchronized List<String> ownDeaths() {
        List<String> deaths = List.copyOf(ownDeaths);
        ownDeaths.clear();
        return deaths;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void watch() {
        try {
            while (true) {
                launches.keySet().forEach(this::startIfDead);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("No longer supervising", e);
        }
    }

    private synchronized void startIfDead(Target part) {
        if (processes.get(part).isAlive()) {
            return;
        }
        long now = System.nanoTime();
        Long due = startAtNanos.get(part);
        if (due == null) {
            String death = "%s %d ended by itself"
                    .formatted(part.label(), processes.get(part).pid());
            LOG.warn("{}", death);
            ownDeaths.add(death);
            startAtNanos.put(part, now + AFTER_OWN_DEATH.toNanos());
        } else if (now - due >= 0) {
            startAtNanos.remove(part);
            begin(part);
        }
    }

    private void begin(Target part) {
        ProcessHandle process = launches.get(part).start();
        processes.put(part, process);
        LOG.info("Started {} as {}", part.label(), process.pid());
        try {
            file.remember(part, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
