package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the contract of stores that is about keys and what is under them. */
public abstract class ArtifactKeysContract {

    @TempDir
    protected Path local;

    /** Of a store that is empty when a test begins. */
    protected abstract String address();

    /** What a process needs to open it. */
    protected abstract Map<String, String> environment();

    /** Changes what is stored, as a broken disk would. */
    protected abstract void damage(String key, byte[] bytes) throws IOException;

    /** Lets the store have no room from now on, or room again. */
    protected abstract void fill(boolean full);

    /** A new handle on the store. */
    protected ArtifactStore store() {
        return ArtifactStores.open(address(), cache(), environment());
    }

    protected Path cache() {
        return local.resolve("cache");
    }

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
    @ValueSource(
            strings = {
                "", "/x", "../x", "a/../x", "a//b", "a/", ".", "a/.", ".hidden", "a b", "a\\b", "\u00e4", "%2e", "a=b",
                "a?b", "a#b"
            })
    void refusesKeysThatAreNone(String key) {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().put(key, bytes("x")))
                .withMessage(
                        "'%s' is not an artifact key: parts of letters, digits, '.', '_' and '-' joined by '/', each of"
                                + " at most 200 characters and together of at most 900.",
                        key);
        assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store().get(key));
        assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store().fetch(key));
        assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store().delete(key));
        assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store().folders(key));
    }

    @Test
    void refusesKeysThatAreTooLong() {
        String part = "x".repeat(200);

        assertThat(store().put("a/" + part, bytes("x"))).isTrue();
        for (String key : List.of(part + "x", String.join("/", List.of(part, part, part, part, part)))) {
            assertThatExceptionOfType(ArtifactException.class)
                    .isThrownBy(() -> store().put(key, bytes("x")))
                    .withMessageContaining("at most 200 characters");
        }
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"-", "_", "a..b", "a.", "-.-", "a/b..", "CON", "0", "A/a", "index.html"})
    void takesKeysThatLookLikeSomethingElse(String key) {
        store().put(key, bytes(key));

        assertThat(store().get(key)).hasValue(bytes(key));
        assertThat(store().fetch(key)).hasContent(key);
        assertThat(store().list("")).containsExactly(key);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"/", "../", "a/../", "a//", "a b", "?", "&prefix=x"})
    void refusesPrefixesThatNoKeyHas(String prefix) {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().list(prefix))
                .withMessageStartingWith("'%s' is not how artifact keys begin", prefix);
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
                .isInstanceOf(MissingArtifactException.class)
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
    void namesTheFoldersOfAFolder() {
        for (String key : List.of("s/b/1", "s/a/x/2", "s/a/y/3", "s/file", "t/c/4")) {
            store().put(key, bytes(key));
        }

        assertThat(store().folders("s")).containsExactly("a", "b");
        assertThat(store().folders("s/a")).containsExactly("x", "y");
        assertThat(store().folders("s/b")).isEmpty();
        assertThat(store().folders("none")).isEmpty();
    }

    @Test
    void listsMoreThanAThousandKeysAndFolders() throws Exception {
        List<String> keys =
                IntStream.range(0, 1_050).mapToObj("many/%04d/key"::formatted).toList();
        ArtifactStore store = store();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> put :
                    pool.invokeAll(keys.stream().map(key -> put(store, key)).toList())) {
                assertThat(put.get()).isTrue();
            }
        }

        assertThat(store.list("many/")).isEqualTo(keys);
        assertThat(store.folders("many")).hasSize(1_050).startsWith("0000").endsWith("1049");
    }

    private static Callable<Boolean> put(ArtifactStore store, String key) {
        return () -> store.put(key, bytes(key));
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
