package dev.lamarck.engine.store;

import dev.lamarck.artifacts.Hashes;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** SHA-256 of the files that were asked for last: workers ask again and again whether they have the same data. */
final class Sums {

    private static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(long bytes, FileTime changed, String sum) {}

    /** The sum of a file; reads it only if it was not read since it changed. */
    String of(String key, Path file, FileChannel channel) throws IOException {
        long bytes = channel.size();
        FileTime changed = Files.getLastModifiedTime(file);
        Known before = get(key);
        if (before != null && before.bytes() == bytes && before.changed().equals(changed)) {
            return before.sum();
        }
        String sum = Hashes.sha256(Channels.newInputStream(channel));
        lock.lock();
        try {
            known.put(key, new Known(bytes, changed, sum));
        } finally {
            lock.unlock();
        }
        return sum;
    }

    private @Nullable Known get(String key) {
        lock.lock();
        try {
            return known.get(key);
        } finally {
            lock.unlock();
        }
    }
}
