package dev.lamarck.worker;

import dev.lamarck.train.loop.TrainerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One place to train at: a folder, its threads, and a trainer process that is started when needed and used again. */
final class Slot {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final int MOST_ATTEMPTS = 500;
    private static final String ATTEMPT = "attempt-";
    private static final String COMMAND = "command";
    /** Below the heartbeat time-out: nothing is heard of an attempt before it begins. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(15);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(12);

    /**
     * What all slots of a worker have in common.
     *
     * @param home where PyTorch's libraries are unpacked
     * @param lease how long a trainer goes on without a word of the worker
     * @param nanos a clock as {@link System#nanoTime}
     */
    record Common(Path wrapper, Path home, int threads, Duration lease, LongSupplier nanos) {}

    private final int number;
    private final Path folder;
    private final Common common;
    private final OutOfMemoryKills kills = OutOfMemoryKills.here();
    private @Nullable TrainerProcess trainer;
    private int attempts;

    Slot(int number, Path folder, Common common) {
        this.number = number;
        this.folder = folder;
        this.common = common;
    }

    /** Which of the worker's slots it is, from 1. */
    int number() {
        return number;
    }

    int threads() {
        return common.threads();
    }

    Common common() {
        return common;
    }

    /** Starts the trainer ahead of the first request. */
    void warm() throws IOException {
        trainer = startTrainer();
    }

    /** Whether its trainer is at hand. */
    boolean isWarm() {
        return trainer != null && trainer.process().isAlive();
    }

    /** Begins an attempt of the built-in trainer: its folder is empty but for the request. */
    RunningAttempt begin(TrainerRequest request, @Nullable Path checkpointIn) throws IOException, InterruptedException {
        TrainerProcess process = ready();
        Attempt attempt = Attempt.in(nextFolder(), checkpointIn);
        request.write(attempt.request());
        Path log = TrainerProcess.log(folder);
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        process.send(attempt, common.lease());
        return new WarmAttempt(
                attempt,
                new ReportReader(attempt.report(), ReportLine.builtIn(request.after())),
                new WarmAttempt.Host(process, () -> trainer = null, kills, kills.count()),
                log,
                logStart);
    }

    /** An empty folder of its own for an attempt: a trainer that was given up may still be writing into the one before. */
    Path nextFolder() throws IOException {
        if (attempts == 0) {
            try (DirectoryStream<Path> old = Files.newDirectoryStream(Files.createDirectories(folder), ATTEMPT + "*")) {
                old.forEach(WorkerFolder::delete);
            }
        }
        Path last = folder.resolve(ATTEMPT + attempts);
        attempts++;
        try {
            WorkerFolder.delete(last);
        } catch (UncheckedIOException e) {
            // A command may have left what cannot be deleted; the next has a folder of its own.
            LOG.warn("{} cannot be deleted", last, e);
        }
        return folder.resolve(ATTEMPT + attempts);
    }

    /**
     * Begins an attempt of a command.
     *
     * @param environment of the command, whole but for the attempt's variables
     */
    RunningAttempt begin(Attempt attempt, List<String> command, Map<String, String> environment, ReportReader report)
            throws IOException, InterruptedException {
        // The trainer of this slot keeps its lock, and stays warm.
        Path place = folder.resolve(COMMAND);
        Leftovers.of(place).end();
        long killsBefore = kills.count();
        TrainLog log = TrainLog.at(attempt.folder().resolve("log"), TrainLog.Bounds.USUAL);
        WrappedProcess process = WrappedProcess.start(
                new WrappedProcess.Start(
                        common.wrapper(), place, WrappedProcess.Ear.SIGNALS, common.lease(), command, environment),
                ProcessBuilder.Redirect.PIPE,
                attempt.work());
        return new CommandAttempt(new CommandAttempt.Parts(attempt, report, process, log), kills, killsBefore);
    }

    /** Ends the trainer in order, and what is left of it; the next attempt gets a new one. */
    void discardTrainer() throws InterruptedException {
        if (trainer != null) {
            TrainerProcess old = trainer;
            trainer = null;
            old.process().stop();
            if (old.process().await(STOP_PATIENCE)) {
                old.process().clear();
            } else {
                LOG.warn("The trainer of slot {} does not end and is killed", number);
                old.process().kill();
            }
        }
    }

    private TrainerProcess ready() throws IOException, InterruptedException {
        if (trainer != null && trainer.attempts() >= MOST_ATTEMPTS) {
            discardTrainer();
        }
        Lapse waited = Lapse.from(common.nanos());
        while (true) {
            TrainerProcess process = trainer;
            if (process == null || !process.process().isAlive()) {
                // What a wrapper left that was killed itself.
                Leftovers.of(folder).end();
                process = startTrainer();
                trainer = process;
            }
            // A wrapper that finds the lock taken ends at once.
            Thread.sleep(process.attempts() == 0 ? 100 : 0);
            if (process.process().isAlive()) {
                return process;
            }
            if (!process.process().foundSlotLocked()) {
                throw new IOException("The trainer does not start (%s); see %s"
                        .formatted(process.process().describeExit(), TrainerProcess.log(folder)));
            }
            if (waited.exceeds(LOCK_PATIENCE)) {
                throw new IOException("Slot %s is held by a trainer that does not end".formatted(folder));
            }
            LOG.info("Slot {} is still held by an earlier trainer", number);
            Thread.sleep(500);
        }
    }

    private TrainerProcess startTrainer() throws IOException {
        return TrainerProcess.start(common.wrapper(), folder, common.home(), common.threads());
    }
}
