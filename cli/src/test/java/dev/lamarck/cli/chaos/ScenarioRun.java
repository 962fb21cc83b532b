package dev.lamarck.cli.chaos;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One scenario: a person submits the study, and watches it if the scenario says so, while its faults strike. */
final class ScenarioRun {

    private static final Logger LOG = LoggerFactory.getLogger(ScenarioRun.class);
    /** For a study that takes seconds, with all that goes wrong in its batch. */
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    /** A fault whose moment does not come strikes all the same. */
    private static final Duration MOMENT_PATIENCE = Duration.ofSeconds(40);

    private static final long PAUSE_MILLIS = 100;
    private static final int SLICE_DEPTH = 4;
    private static final int KILLED = 128 + 9;

    private final ChaosStack stack;
    private final FaultInjector injector;
    private final Scenario scenario;
    private final Path folder;
    private final List<Struck> struck = Collections.synchronizedList(new ArrayList<>());
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable Process command;

    ScenarioRun(ChaosStack stack, FaultInjector injector, Scenario scenario, Path folder) {
        this.stack = stack;
        this.injector = injector;
        this.scenario = scenario;
        this.folder = folder;
    }

    /**
     * What happened.
     *
     * @param struck the faults that found something to strike
     * @param notes what is worth knowing and no violation
     */
    record Outcome(Scenario scenario, List<Struck> struck, List<String> notes, double seconds) {}

    /** Returns when the study has ended, or does not, and every fault is over. */
    Outcome run() throws InterruptedException {
        long started = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (Fault fault : scenario.faults()) {
            threads.add(Thread.ofPlatform().name(scenario.study()).start(() -> let(fault)));
        }
        threads.add(Thread.ofPlatform().name(scenario.study()).start(this::person));
        for (Thread thread : threads) {
            thread.join();
        }
        long deadline = started + PATIENCE.toNanos();
        while (document().isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(PAUSE_MILLIS);
        }
        double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
        LOG.info(
                "{} ended after {} s: {}", scenario.study(), seconds, document().isPresent());
        return new Outcome(scenario, List.copyOf(struck), List.copyOf(notes), seconds);
    }

    private Optional<StudyDocument> document() {
        return new Ledger(stack.store()).document(scenario.study());
    }

    /** Lets a fault strike at its moment. */
    private void let(Fault fault) {
        try {
            long giveUp = System.nanoTime() + MOMENT_PATIENCE.toNanos();
            while (slices() < fault.at().slices() && document().isEmpty() && System.nanoTime() - giveUp < 0) {
                Thread.sleep(PAUSE_MILLIS);
            }
            Thread.sleep(fault.at().millisLater());
            long from = System.currentTimeMillis();
            if (injector.strike(fault, this::commands)) {
                struck.add(new Struck(fault, from, System.currentTimeMillis()));
            } else {
                notes.add("%s found nothing to strike".formatted(fault.kind()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many slices have left something, whether or not it was accepted. */
    private long slices() {
        Path trials = stack.home().resolve("artifacts/studies/%s/trials".formatted(scenario.study()));
        if (!Files.isDirectory(trials)) {
            return 0;
        }
        try (Stream<Path> folders = Files.walk(trials, SLICE_DEPTH)) {
            return folders.filter(path -> trials.relativize(path).getNameCount() == SLICE_DEPTH)
                    .count();
        } catch (IOException | UncheckedIOException e) {
            // Folders come and go while they are counted.
            return 0;
        }
    }

    private List<ProcessHandle> commands() {
        Process running = command;
        return running == null || !running.isAlive() ? List.of() : List.of(running.toHandle());
    }

    /** Submits until that has worked; then watches, again and again if the watching was killed. */
    private void person() {
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            String job = ChaosJob.write(scenario, folder).toString();
            while (System.nanoTime() - deadline < 0 && !succeeds(deadline, "submit", job)) {
                Thread.sleep(10 * PAUSE_MILLIS);
            }
            while (scenario.isWatched()
                    && System.nanoTime() - deadline < 0
                    && !succeeds(deadline, "watch", scenario.study())) {
                Thread.sleep(10 * PAUSE_MILLIS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean succeeds(long deadline, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve(scenario.study() + "-out.txt");
        Path err = folder.resolve(scenario.study() + "-err.txt");
        Process process = stack.cli().start(out, err, arguments);
        command = process;
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
            notes.add("%s did not end: %s".formatted(arguments[0], Files.readString(err)));
        }
        int exit = process.waitFor();
        if (exit == ExitCode.USAGE) {
            throw new IllegalStateException(Files.readString(err));
        }
        if (exit != 0 && exit != KILLED) {
            notes.add("%s ended with %d: %s"
                    .formatted(arguments[0], exit, Files.readString(err).strip()));
        }
        return exit == 0;
    }
}
