package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class ArtifactStoreContract {

    @TempDir
    private Path local;

    abstract ArtifactStore store();

    @Test
    void givesBackWhatWasPut() throws IOException {
        boolean stored = store().put("a/b.json", bytes("one"));

        assertThat(stored).isTrue();
        assertThat(store().get("a/b.json")).hasValue(bytes("one"));
        assertThat(Files.readString(store().fetch("a/b.json"))).isEqualTo("one");
    }

    @Test
    void putsTheContentOfAFile() throws IOException {
        Path file = Files.writeString(local.resolve("file"), "content");

        boolean stored = store().put("a/file", file);

        assertThat(stored).isTrue();
        assertThat(store().get("a/file")).hasValue(bytes("content"));
        assertThat(file).hasContent("content");
    }

    @Test
    void keepsTheFirstBytes() throws IOException {
        store().put("key", bytes("first"));

        boolean again = store().put("key", bytes("second"));
        boolean fromFile = store().put("key", Files.writeString(local.resolve("file"), "third"));

        assertThat(again).isFalse();
        assertThat(fromFile).isFalse();
        assertThat(store().get("key")).hasValue(bytes("first"));
    }

    @Test
    void takesNoBytesToo() {
        store().put("empty", new byte[0]);

        assertThat(store().get("empty")).hasValue(new byte[0]);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", "/x", "../x", "a/../x", "a//b", "a/", ".", "a/.", ".hidden", "a b", "a\\b", "\u00e4"})
    void refusesKeysThatAreNone(String key) {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().put(key, bytes("x")))
                .withMessage(
                        "'%s' is not an artifact key: parts of letters, digits, '.', '_' and '-' joined by '/'.", key);
        assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store().get(key));
        assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store().fetch(key));
    }

    @Test
    void hasNothingUnderAnUnknownKey() {
        assertThat(store().get("none")).isEmpty();
        assertThat(store().list("none")).isEmpty();
        assertThat(store().list("none/at/all/")).isEmpty();
    }

    @Test
    void namesAnArtifactThatCannotBeFetched() {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().fetch("a/none"))
                .withMessageStartingWith("There is no artifact a/none in ");
    }

    @Test
    void listsKeysByPrefixSorted() {
        for (String key : List.of("b/2", "b/10", "a/1", "bc", "b/sub/3")) {
            store().put(key, bytes(key));
        }

        assertThat(store().list("")).containsExactly("a/1", "b/10", "b/2", "b/sub/3", "bc");
        assertThat(store().list("b")).containsExactly("b/10", "b/2", "b/sub/3", "bc");
        assertThat(store().list("b/")).containsExactly("b/10", "b/2", "b/sub/3");
        assertThat(store().list("b/1")).containsExactly("b/10");
        assertThat(store().list("b/sub/3")).containsExactly("b/sub/3");
    }

    @Test
    void letsOneOfManyThreadsWin() throws Exception {
        int threads = 4;
        CyclicBarrier start = new CyclicBarrier(threads);

        for (int round = 0; round < 25; round++) {
            String key = "race/" + round;
            List<Callable<Boolean>> puts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                byte[] bytes = bytes(("thread " + i).repeat(1_000));
                puts.add(() -> {
                    start.await();
                    return store().put(key, bytes);
                });
            }
            List<Boolean> stored = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                for (Future<Boolean> put : pool.invokeAll(puts)) {
                    stored.add(put.get());
                }
            }

            assertThat(stored).containsOnlyOnce(true);
            assertThat(new String(store().get(key).orElseThrow(), StandardCharsets.UTF_8))
                    .isEqualTo(("thread " + stored.indexOf(true)).repeat(1_000));
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
