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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, whatever it is. Tests of one store extend it. */
public abstract class ArtifactStoreContract {

    private static final int WRITERS = 16;
    private static final long BIG_BYTES = (64L << 20) + 1;

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

    private static Callable<Boolean> put(ArtifactStore store, String key) {
        return () -> store.put(key, bytes(key));
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
