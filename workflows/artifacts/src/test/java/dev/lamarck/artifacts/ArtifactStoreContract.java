package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every store does, whatever it is: keys, writers at the same time, writers that die, broken disks, full disks. Tests
 * of one store extend it.
 */
public abstract class ArtifactStoreContract extends ArtifactKeysContract {

    private static final int WRITERS = 16;
    private static final long BIG_BYTES = (64L << 20) + 1;

    @Test
    void letsOneOfManyWritersWin() throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        ArtifactStore store = store();

        for (int round = 0; round < 10; round++) {
            String key = "race/" + round;
            List<Callable<Boolean>> puts = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                byte[] bytes = bytes(("writer " + i).repeat(1_000));
                puts.add(() -> {
                    start.await();
                    return store.put(key, bytes);
                });
            }
            List<Boolean> stored = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
                for (Future<Boolean> put : pool.invokeAll(puts)) {
                    stored.add(put.get());
                }
            }

            assertThat(stored).containsOnlyOnce(true);
            assertThat(new String(store.get(key).orElseThrow(), StandardCharsets.UTF_8))
                    .isEqualTo(("writer " + stored.indexOf(true)).repeat(1_000));
        }
    }

    @Test
    void letsOneOfTwoProcessesWin() throws Exception {
        List<String> keys = IntStream.range(0, 40).mapToObj(Integer::toString).toList();
        try (StoreProcess one = process(List.of(), "race", "one", "40");
                StoreProcess two = process(List.of(), "race", "two", "40")) {
            assertThat(List.of(one.line(), two.line())).containsOnly("ready");
            one.go();
            two.go();
            List<String> wonByOne = one.lines(0);
            List<String> wonByTwo = two.lines(0);

            assertThat(wonByOne.stream().filter(wonByTwo::contains)).isEmpty();
            assertThat(Stream.concat(wonByOne.stream(), wonByTwo.stream())).containsExactlyInAnyOrderElementsOf(keys);
            for (String key : keys) {
                assertThat(store().get("race/" + key)).hasValue(bytes(wonByOne.contains(key) ? "one" : "two"));
            }
        }
    }

    @Test
    void hasNoFolderIfItsWriterIsKilledBeforeTheManifest() throws Exception {
        Path folder = folder();
        try (StoreProcess writer = process(List.of(), "halt", "attempts/1", folder.toString())) {
            writer.lines(StoreProcess.HALTED);
        }

        assertThat(store().list("")).containsExactly("attempts/1/sub/step", "attempts/1/weights");
        assertThat(ArtifactFolder.find(store(), "attempts/1")).isEmpty();

        ArtifactFolder.write(store(), "attempts/1", folder);
        assertThat(ArtifactFolder.open(store(), "attempts/1").file("weights")).hasContent("weights");
    }

    @Test
    void findsThatAFileOfAFolderIsDamaged() throws IOException {
        ArtifactFolder written = ArtifactFolder.write(store(), "attempts/1", folder());
        damage("attempts/1/weights", bytes("weightz"));

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> written.file("weights"))
                .withMessageContaining("attempts/1/weights")
                .extracting(CorruptArtifactException::key)
                .isEqualTo("attempts/1/weights");
        assertThat(written.file("sub/step")).hasContent("3");
    }

    @Test
    void findsThatAFileOfAFolderIsShort() throws IOException {
        ArtifactFolder written = ArtifactFolder.write(store(), "attempts/1", folder());
        damage("attempts/1/weights", new byte[0]);

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> written.file("weights"))
                .withMessageContaining("attempts/1/weights");
    }

    @Test
    void findsThatAFileOfAFolderIsGone() throws IOException {
        ArtifactFolder written = ArtifactFolder.write(store(), "attempts/1", folder());
        store().delete("attempts/1/weights");

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> written.file("weights"))
                .withMessage("Artifact attempts/1/weights is gone, but the manifest of its folder names it.");
    }

    @Test
    void deletesAndForgets() {
        store().put("a/b/key", bytes("one"));

        store().delete("a/b/key");
        store().delete("a/b/key");

        assertThat(store().get("a/b/key")).isEmpty();
        assertThat(store().list("")).isEmpty();
        assertThat(store().folders("a")).isEmpty();
        assertThat(store().put("a/b/key", bytes("two"))).isTrue();
        assertThat(store().fetch("a/b/key")).hasContent("two");
    }

    @Test
    void deletesAFolder() throws IOException {
        ArtifactFolder.write(store(), "attempts/1", folder());
        store().put("attempts/10", bytes("another"));

        ArtifactFolder.delete(store(), "attempts/1");
        ArtifactFolder.delete(store(), "attempts/1");

        assertThat(ArtifactFolder.find(store(), "attempts/1")).isEmpty();
        assertThat(store().list("")).containsExactly("attempts/10");
    }

    @Test
    void storesFilesThatAreLargerThanTheMemory() throws Exception {
        Path file = local.resolve("big");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] megabyte = new byte[1 << 20];
            Random random = new Random(5);
            for (long bytes = 0; bytes < BIG_BYTES; bytes += megabyte.length) {
                random.nextBytes(megabyte);
                out.write(megabyte, 0, (int) Math.min(megabyte.length, BIG_BYTES - bytes));
            }
        }

        try (StoreProcess process = process(List.of("-Xmx40m"), "big", "big/file", file.toString())) {
            assertThat(process.lines(0)).containsExactly("true", Hashes.sha256(file));
        }
        assertThat(store().put("big/file", file)).isFalse();
        assertThat(store().list("")).containsExactly("big/file");
    }

    @Test
    void takesNothingNewWhenItIsFull() throws IOException {
        store().put("before", bytes("x"));
        fill(true);

        Path file = Files.write(local.resolve("file"), new byte[2 << 20]);
        assertThatExceptionOfType(StoreFullException.class).isThrownBy(() -> store().put("a/key", bytes("x")));
        assertThatExceptionOfType(StoreFullException.class).isThrownBy(() -> store().put("a/file", file));
        assertThat(store().get("before")).hasValue(bytes("x"));
        assertThat(store().list("")).containsExactly("before");

        fill(false);
        assertThat(store().put("a/file", file)).isTrue();
    }

    protected StoreProcess process(List<String> flags, String command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(command, address(), cache().toString()));
        all.addAll(List.of(arguments));
        return StoreProcess.start(environment(), flags, all.toArray(String[]::new));
    }

    private Path folder() throws IOException {
        Path folder = Files.createDirectories(local.resolve("attempt/sub")).getParent();
        Files.writeString(folder.resolve("weights"), "weights");
        Files.writeString(folder.resolve("sub/step"), "3");
        return folder;
    }
}
