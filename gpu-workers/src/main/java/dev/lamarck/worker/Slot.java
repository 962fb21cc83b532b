package dev.lamarck.worker;

import dev.lamarck.train.loop.TrainerRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One place to train at: a folder, its threads, and a trainer process that is started when needed and used again. */
final class Slot {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final int MOST_ATTEMPTS = 500;
    /** Below the heartbeat time-out: nothing is heard of an attempt before it begins. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(15);

    private final int number;
    private final Path folder;
    private final Path wrapper;
    private final Path home;
    private final int threads;
    private @Nullable TrainerProcess trainer;
    private int attempts;

    Slot(int number, Path folder, Path wrapper, Path home, int threads) {
        this.number = number;
        this.folder = folder;
        this.wrapper = wrapper;
        this.home = home;
        this.threads = threads;
    }

    /** Which of the worker's slots it is, from 1. */
    int number() {
        return number;
    }

    int threads() {
        return threads;
    }

    /** Starts the trainer ahead of the first request. */
    void warm() throws IOException {
        trainer = TrainerProcess.start(wrapper, folder, home, threads);
    }

    /** Begins an attempt: its folder is empty but for the request. */
    Running begin(TrainerRequest request, @Nullable Path checkpointIn) throws IOException, InterruptedException {
        TrainerProcess process = ready();
        // A folder of its own: a trainer that was given up may still be writing into the one before.
        WorkerFolder.delete(folder.resolve("attempt-" + attempts));
        attempts++;
        Attempt attempt = Attempt.in(folder.resolve("attempt-" + attempts), checkpointIn);
        request.write(attempt.request());
        long logStart = Files.exists(log()) ? Files.size(log()) : 0;
        process.send(attempt);
        return new Running(attempt, process, new ReportReader(attempt.report(), request.after()), logStart);
    }

    /** Ends the trainer; the next attempt gets a new one. */
    void discardTrainer() {
        if (trainer != null) {
            trainer.stop();
            trainer = null;
        }
    }

    /** Writes what the trainer printed during the attempt. */
    void saveLog(Running running, Path target) throws IOException {
        if (!Files.exists(log())) {
            return;
        }
        try (FileChannel from = FileChannel.open(log(), StandardOpenOption.READ);
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            from.transferTo(running.logStart(), from.size() - running.logStart(), to);
        }
    }

    /** An attempt under way. */
    record Running(Attempt attempt, TrainerProcess process, ReportReader report, long logStart) {}

    private Path log() {
        return TrainerProcess.log(folder);
    }

    private TrainerProcess ready() throws IOException, InterruptedException {
        if (trainer != null && trainer.attempts() >= MOST_ATTEMPTS) {
            discardTrainer();
        }
        Instant giveUp = Instant.now().plus(LOCK_PATIENCE);
        while (true) {
            if (trainer == null || !trainer.isAlive()) {
                boolean locked = trainer != null && trainer.foundSlotLocked();
                if (locked && Instant.now().isAfter(giveUp)) {
                    throw new IOException("Slot %s is held by a trainer that does not end".formatted(folder));
                }
                if (locked) {
                    LOG.info("Slot {} is still held by an earlier trainer", folder.getFileName());
                    Thread.sleep(500);
                }
                trainer = TrainerProcess.start(wrapper, folder, home, threads);
            }
            // A wrapper that finds the lock taken ends at once.
            Thread.sleep(trainer.attempts() == 0 ? 100 : 0);
            if (trainer.isAlive()) {
                return trainer;
            }
            if (!trainer.foundSlotLocked()) {
                throw new IOException(
                        "The trainer does not start (%s); see %s".formatted(trainer.describeExit(), log()));
            }
        }
    }
}
