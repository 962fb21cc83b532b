package dev.lamarck.cli.chaos.agent;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The time and the free disk as a process with injected faults sees them. A file says what is wrong: two numbers, the
 * milliseconds by which the clock is fast and the bytes that seem to be free, below zero for the true ones.
 */
public final class InjectedFaults {

    private static final long PAUSE_MILLIS = 100;

    private static volatile long offsetMillis;
    private static volatile long freeBytes = -1;

    private InjectedFaults() {}

    static void follow(Path file) {
        read(file);
        Thread.ofPlatform().daemon().name("injected-faults").start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                read(file);
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    private static void read(Path file) {
        try {
            String[] numbers = Files.readString(file).strip().split(" ", -1);
            offsetMillis = Long.parseLong(numbers[0]);
            freeBytes = Long.parseLong(numbers[1]);
        } catch (IOException e) {
            throw new IllegalStateException("The faults cannot be read from " + file, e);
        }
    }

    /** In place of {@link System#currentTimeMillis}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + offsetMillis;
    }

    /** In place of {@link Instant#now()}. */
    public static Instant now() {
        return Instant.now().plusMillis(offsetMillis);
    }

    /** In place of {@link FileStore#getUsableSpace}. */
    public static long getUsableSpace(FileStore store) throws IOException {
        return freeBytes < 0 ? store.getUsableSpace() : freeBytes;
    }
}
