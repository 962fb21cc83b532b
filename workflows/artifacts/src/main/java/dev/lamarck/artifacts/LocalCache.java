package dev.lamarck.artifacts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fetched artifacts on the local disk, as {@code files/<SHA-256>/<name>}: what changed on disk is fetched anew, and when there is
 * more than the quota, what was not used for the longest time goes. Any number of threads and processes may share a
 * folder.
 */
final class LocalCache {

    /** A caller was given the path of a file and has it open by then, or is done with it. */
    static final Duration IN_USE = Duration.ofHours(1);

    private static final Duration DRAFT_LIFE = Duration.ofDays(1);
    private static final int STRIPES = 64;

    /** Looking at all files costs more than one of them: it waits until this part of the quota has come. */
    private static final int QUOTA_PARTS = 50;

    private final Path files;
    private final Path lock;
    private final long quotaBytes;
    private final InstantSource clock;
    private final Drafts drafts;

    /** One download of a file at a time in this process. */
    private final List<ReentrantLock> downloads =
            IntStream.range(0, STRIPES).mapToObj(_ -> new ReentrantLock()).toList();

    private final ReentrantLock turn = new ReentrantLock();

    /** Bytes that this process has added since it looked at all files; at first it has not looked. */
    private final AtomicLong added = new AtomicLong(Long.MAX_VALUE / 2);

    interface Download {
        void to(OutputStream out) throws IOException;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private record Cached(Path file, long bytes, Instant used) {}

    LocalCache(Path folder, long quotaBytes, long leastFreeBytes, InstantSource clock) {
        this.files = folder.resolve("files").toAbsolutePath().normalize();
        this.lock = files.resolveSibling("lock");
        this.quotaBytes = quotaBytes;
        this.clock = clock;
        this.drafts = new Drafts(files.resolveSibling("drafts"), "cache", leastFreeBytes);
    }

    /**
     * The file with the content of an artifact, downloaded unless it is here and unchanged.
     *
     * @throws StoreFullException if the disk has no room for it
     * @throws IOException if the download fails; nothing is kept of it
     */
    Path fetch(String key, String sha256, long bytes, Download download) throws IOException {
        Path file = files.resolve(sha256).resolve(ArtifactKeys.name(key));
        ReentrantLock one = downloads.get(Math.floorMod(sha256.hashCode(), STRIPES));
        one.lock();
        try {
            if (isIntact(file, sha256, bytes) && exclusively(() -> touch(file))) {
                return file;
            }
            makeRoom(bytes);
            Path draft =
                    drafts.write("artifact " + key, bytes, channel -> download.to(Channels.newOutputStream(channel)));
            try {
                exclusively(() -> place(draft, file));
            } finally {
                Drafts.discard(draft);
            }
            return file;
        } finally {
            one.unlock();
        }
    }

    private static boolean isIntact(Path file, String sha256, long bytes) throws IOException {
        try {
            return Files.size(file) == bytes && Hashes.sha256(file).equals(sha256);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Marks a file as used; false if it was removed since it was looked at. */
    private boolean touch(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path place(Path draft, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
        return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what was not used for the longest time until a file of this size fits, about, into the quota and onto the disk. */
    private void makeRoom(long bytes) throws IOException {
        drafts.create();
        if (added.addAndGet(bytes) <= quotaBytes / QUOTA_PARTS && drafts.hasRoom(bytes)) {
            return;
        }
        drafts.removeOlderThan(DRAFT_LIFE);
        exclusively(() -> {
            List<Cached> all = longestUnusedFirst();
            long total = bytes + all.stream().mapToLong(Cached::bytes).sum();
            Instant inUse = clock.instant().minus(IN_USE);
            for (Cached cached : all) {
                if ((total <= quotaBytes && drafts.hasRoom(bytes))
                        || cached.used().isAfter(inUse)) {
                    break;
                }
                remove(cached.file());
                total -= cached.bytes();
            }
            added.set(0);
            return total;
        });
    }

    private List<Cached> longestUnusedFirst() throws IOException {
        List<Cached> cached = new ArrayList<>();
        try (Stream<Path> all = Files.walk(files, 2)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Instant used = Files.getLastModifiedTime(file).toInstant();
                cached.add(new Cached(file, Files.size(file), used));
            }
        }
        cached.sort(Comparator.comparing(Cached::used));
        return cached;
    }

    private static void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
        try {
            Files.deleteIfExists(file.getParent());
        } catch (DirectoryNotEmptyException e) {
            return;
        }
    }

    /** Alone among all threads and processes; for what takes milliseconds. */
    private <T> T exclusively(Step<T> step) throws IOException {
        Files.createDirectories(files);
        turn.lock();
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel);
            return step.run();
        } finally {
            turn.unlock();
        }
    }

    /** Java refuses at once what another cache of this process holds, and waits for other processes. Closing unlocks. */
    private static void lock(FileChannel channel) throws IOException {
        while (true) {
            try {
                channel.lock();
                return;
            } catch (OverlappingFileLockException e) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
