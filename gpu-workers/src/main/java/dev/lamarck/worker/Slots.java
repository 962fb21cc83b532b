package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The slots of a worker; each is with one activity at a time. */
final class Slots {

    private final List<Slot> all = new ArrayList<>();
    private final BlockingQueue<Slot> free = new LinkedBlockingQueue<>();
    private final String worker;

    Slots(WorkerFolder folder, Path home, int count, int threads, String worker) {
        this.worker = worker;
        for (int i = 1; i <= count; i++) {
            all.add(new Slot(i, folder.slot(i), folder.wrapper(), home, threads));
        }
        free.addAll(all);
    }

    /** Who this worker is, for people. */
    String worker() {
        return worker;
    }

    void warm() throws IOException {
        for (Slot slot : all) {
            slot.warm();
        }
    }

    int count() {
        return all.size();
    }

    int busy() {
        return all.size() - free.size();
    }

    Slot take() throws InterruptedException {
        return free.take();
    }

    void giveBack(Slot slot) {
        free.add(slot);
    }

    /** True once every slot is free; false if that takes too long. */
    boolean awaitIdle(Duration patience) {
        List<Slot> taken = new ArrayList<>();
        Instant end = Instant.now().plus(patience);
        try {
            while (taken.size() < all.size()) {
                Slot slot = free.poll(
                        Math.max(0, Duration.between(Instant.now(), end).toMillis()), TimeUnit.MILLISECONDS);
                if (slot == null) {
                    return false;
                }
                taken.add(slot);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            free.addAll(taken);
        }
    }

    void close() {
        all.forEach(Slot::discardTrainer);
    }
}
