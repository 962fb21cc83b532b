package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCacheTest {

    private static final long QUOTA = 1_000;
    private static final Duration LONG = LocalCache.IN_USE.plusMinutes(1);

    @TempDir
    private Path folder;

    private final AtomicInteger downloads = new AtomicInteger();
    private Instant now = Instant.parse("2026-05-01T00:00:00Z");

    @Test
    void downloadsOnce() throws IOException {
        LocalCache cache = cache(0);

        Path first = fetch(cache, "a/key", "content");
        Path again = fetch(cache, "a/key", "content");

        assertThat(again).isEqualTo(first).hasFileName("key").hasContent("content");
        assertThat(downloads).hasValue(1);
        assertThat(folder.resolve("drafts")).isEmptyDirectory();
    }

    @Test
    void downloadsAnewWhatChangedOnDisk() throws IOException {
        LocalCache cache = cache(0);
        Path file = fetch(cache, "a/key", "content");

        for (String damage : List.of("contenu", "cont", "")) {
            Files.writeString(file, damage);
            assertThat(fetch(cache, "a/key", "content")).isEqualTo(file).hasContent("content");
        }
        assertThat(downloads).hasValue(4);
    }

    @Test
    void removesWhatWasNotUsedForTheLongestTime() throws IOException {
        LocalCache cache = cache(0);
        Path one = fetch(cache, "a/one", "1".repeat(400));
        later();
        Path two = fetch(cache, "a/two", "2".repeat(400));
        later();
        fetch(cache, "a/one", "1".repeat(400));
        later();

        Path three = fetch(cache, "a/three", "3".repeat(400));

        assertThat(two).doesNotExist();
        assertThat(two.getParent()).doesNotExist();
        assertThat(one).exists();
        assertThat(three).exists();
    }

    @Test
    void leavesWhatWasUsedALittleWhileAgo() throws IOException {
        LocalCache cache = cache(0);
        Path one = fetch(cache, "a/one", "1".repeat(900));
        now = now.plus(LocalCache.IN_USE.minusMinutes(1));

        Path two = fetch(cache, "a/two", "2".repeat(900));

        assertThat(one).exists();
        assertThat(two).exists();
    }

    @Test
    void keepsNothingOfADownloadThatFails() {
        LocalCache cache = cache(0);

        assertThatIOException()
                .isThrownBy(() -> cache.fetch("a/key", Hashes.sha256(new byte[9]), 9, out -> {
                    out.write(new byte[5]);
                    throw new IOException("cut");
                }));

        assertThat(folder.resolve("drafts")).isEmptyDirectory();
        assertThat(folder.resolve("files")).isEmptyDirectory();
    }

    @Test
    void takesNothingNewWhenTheDiskIsAlmostFull() throws IOException {
        Path old = fetch(cache(0), "a/old", "content");
        later();
        LocalCache full = cache(Long.MAX_VALUE);

        assertThatExceptionOfType(StoreFullException.class)
                .isThrownBy(() -> fetch(full, "a/key", "new"))
                .withMessageStartingWith("No room for artifact a/key (3 bytes): %s has ", folder)
                .withMessageEndingWith("must stay free. Delete something or move the cache.");
        assertThat(old).doesNotExist();
        assertThat(downloads).hasValue(1);
    }

    /** Caches of one folder, as several processes have them, that download, use and remove the same files. */
    @Test
    void isSharedByManyAtATime() throws Exception {
        List<Callable<Integer>> users = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(8);
        for (int user = 0; user < 8; user++) {
            LocalCache cache = new LocalCache(folder, QUOTA, 0, InstantSource.system());
            users.add(() -> {
                start.await();
                int right = 0;
                for (int i = 0; i < 40; i++) {
                    String content = Integer.toString(i % 10).repeat(100);
                    right += Files.readString(fetch(cache, "a/key", content)).equals(content) ? 1 : 0;
                }
                return right;
            });
        }

        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> right : pool.invokeAll(users)) {
                assertThat(right.get()).isEqualTo(40);
            }
        }
        assertThat(folder.resolve("drafts")).isEmptyDirectory();
    }

    private LocalCache cache(long leastFreeBytes) {
        return new LocalCache(folder, QUOTA, leastFreeBytes, () -> now);
    }

    private void later() {
        now = now.plus(LONG);
    }

    private Path fetch(LocalCache cache, String key, String content) throws IOException {
        byte[] bytes = ArtifactStoreContract.bytes(content);
        return cache.fetch(key, Hashes.sha256(bytes), bytes.length, out -> {
            downloads.incrementAndGet();
            out.write(bytes);
        });
    }
}
