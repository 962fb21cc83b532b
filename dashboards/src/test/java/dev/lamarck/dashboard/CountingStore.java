package dev.lamarck.dashboard;

import dev.lamarck.artifacts.ArtifactStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that counts how often something was read. */
final class CountingStore implements ArtifactStore {

    private final ArtifactStore store;
    private final AtomicInteger reads = new AtomicInteger();

    CountingStore(ArtifactStore store) {
        this.store = store;
    }

    /** The reads since the last call. */
    int reads() {
        return reads.getAndSet(0);
    }

    @Override
    public boolean put(String key, byte[] bytes) {
        return store.put(key, bytes);
    }

    @Override
    public boolean put(String key, Path file) {
        return store.put(key, file);
    }

    @Override
    public Optional<byte[]> get(String key) {
        reads.incrementAndGet();
        return store.get(key);
    }

    @Override
    public Path fetch(String key) {
        reads.incrementAndGet();
        return store.fetch(key);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public List<String> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public List<String> folders(String folder) {
        return store.folders(folder);
    }
}
