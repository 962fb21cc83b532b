package dev.lamarck.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots of a worker; each is with one activity at a time. */
final class Slots {

    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

    private final List<Slot> all = new ArrayList<>();
    /** The one that was used last comes first: its trainer is warm, where others may never have had one. */
    private final BlockingDeque<Slot> free = new LinkedBlockingDeque<>();

    private final Slot.Common common;
    private final String worker;

    Slots(WorkerFolder folder, Slot.Common common, int count, String worker) {
        this.common = common;
        this.worker = worker;
        for (int i = 1; i <= count; i++) {
            all.add(new Slot(i, folder.slot(i), common));
        }
        free.addAll(all);
    }

    /** Who this worker is, for people. */
    String worker() {
        return worker;
    }

    Slot.Common common() {
        return common;
    }

    /** Starts the trainers of as many slots as can be busy with one; the others start when they are needed. */
    void warm(int most) throws IOException {
        for (Slot slot : all.subList(0, Math.min(most, all.size()))) {
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
        return free.takeFirst();
    }

    void giveBack(Slot slot) {
        free.addFirst(slot);
    }

    /** True once every slot is free; false if that takes too long. */
    boolean awaitIdle(Duration patience) {
        List<Slot> taken = new ArrayList<>();
        Lapse waited = Lapse.from(common.nanos());
        try {
            while (taken.size() < all.size()) {
                long left = patience.minus(waited.elapsed()).toMillis();
                Slot slot = free.pollFirst(Math.max(0, left), TimeUnit.MILLISECONDS);
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
            taken.reversed().forEach(free::addFirst);
        }
    }

    /** Ends all trainers; none is left when this returns. */
    void close() {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (Slot slot : all) {
                threads.execute(() -> close(slot));
            }
        }
    }

    private static void close(Slot slot) {
        try {
            slot.discardTrainer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("The trainer of slot {} was left to its wrapper", slot.number());
        }
    }
}
