package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The slots of a worker; each is with one activity at a time. */
final class Slots {

    private final List<Slot> all = new ArrayList<>();
    private final BlockingQueue<Slot> free = new LinkedBlockingQueue<>();
    private final String worker;

    Slots(WorkerFolder folder, Path home, int count, int threads, String worker) {
        this.worker = worker;
        for (int i = 1; i <= count; i++) {
            all.add(new Slot(folder.slot(i), folder.wrapper(), home, threads));
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

    Slot take() throws InterruptedException {
        return free.take();
    }

    void giveBack(Slot slot) {
        free.add(slot);
    }

    void close() {
        all.forEach(Slot::discardTrainer);
    }
}
