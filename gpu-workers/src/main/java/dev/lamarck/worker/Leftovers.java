package dev.lamarck.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that belong to a slot, or to all slots of a worker's folder: those that hold its lock or carry its name in
 * their environment, wherever they moved. That is proof that they are ours, which a recorded number is not: numbers are
 * used again. Found through {@code /proc}; on a system without it nothing is found, and the wrapper has to do.
 */
final class Leftovers {

    /** The variable that names the slot. */
    static final String MARK = "LAMARCK_SLOT";

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Path PROCESSES = Path.of("/proc");
    /** The wrapper's descriptor of the lock, which its descendants inherit. */
    private static final String LOCK_DESCRIPTOR = "fd/9";

    private static final int MOST_ROUNDS = 200;
    private static final long PAUSE_MILLIS = 25;

    private final Path folder;

    private Leftovers(Path folder) {
        this.folder = folder;
    }

    /** Of the slot with this folder, or of all slots whose folders are below it. */
    static Leftovers of(Path folder) {
        return new Leftovers(folder.toAbsolutePath().normalize());
    }

    /** The value of {@link #MARK} for a slot. */
    static String mark(Path slot) {
        return slot.toAbsolutePath().normalize().toString();
    }

    /** Kills them, and those that they start meanwhile, until none is left. */
    void end() throws InterruptedException {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<ProcessHandle> found = find();
            if (found.isEmpty()) {
                return;
            }
            // A handle knows when its process began: one that took the number over is left alone.
            found.forEach(ProcessHandle::destroyForcibly);
            Thread.sleep(PAUSE_MILLIS);
        }
        LOG.error("Processes {} of {} cannot be ended", find(), folder);
    }

    boolean anyStopped() {
        return find().stream().anyMatch(Leftovers::isStopped);
    }

    List<ProcessHandle> find() {
        if (!Files.isDirectory(PROCESSES.resolve("self"))) {
            return List.of();
        }
        long self = ProcessHandle.current().pid();
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && isOurs(process))
                .forEach(found::add);
        return found;
    }

    private boolean isOurs(ProcessHandle process) {
        Path entry = entry(process);
        return holdsLock(entry) || isMarked(entry);
    }

    private boolean holdsLock(Path entry) {
        try {
            Path open = Files.readSymbolicLink(entry.resolve(LOCK_DESCRIPTOR));
            return open.startsWith(folder) && open.endsWith("slot.lock");
        } catch (IOException e) {
            // It has no such descriptor, is another user's, or is gone.
            return false;
        }
    }

    private boolean isMarked(Path entry) {
        try {
            String environment = new String(Files.readAllBytes(entry.resolve("environ")), StandardCharsets.UTF_8);
            for (String variable : environment.split("\0", -1)) {
                if (variable.startsWith(MARK + "=")) {
                    return Path.of(variable.substring(MARK.length() + 1)).startsWith(folder);
                }
            }
            return false;
        } catch (IOException e) {
            // It is another user's, or gone.
            return false;
        }
    }

    private static boolean isStopped(ProcessHandle process) {
        try {
            String status = Files.readString(entry(process).resolve("stat"), StandardCharsets.ISO_8859_1);
            int name = status.lastIndexOf(')');
            return status.startsWith(" T", name + 1) || status.startsWith(" t", name + 1);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.debug("The state of process {} cannot be read", process.pid(), e);
            return false;
        }
    }

    private static Path entry(ProcessHandle process) {
        return PROCESSES.resolve(Long.toString(process.pid()));
    }
}
