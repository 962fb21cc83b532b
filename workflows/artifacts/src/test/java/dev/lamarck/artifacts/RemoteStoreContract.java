package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store behind a network does besides. */
public abstract class RemoteStoreContract extends ArtifactStoreContract {

    /** The port of this machine that it is at. */
    protected abstract int port();

    /** The same store at another port. */
    protected abstract ArtifactStore storeAt(int port);

    @Test
    void keepsWhatWasFetched() {
        store().put("a/key", bytes("content"));

        Path first = store().fetch("a/key");
        Path second = store().fetch("a/key");

        assertThat(second).isEqualTo(first).startsWith(cache()).hasFileName("key");
        assertThat(cached()).containsExactly(first);
    }

    @Test
    void fetchesAnewWhatChangedInTheCache() throws IOException {
        store().put("a/key", bytes("content"));
        Path file = store().fetch("a/key");
        Files.writeString(file, "contenu");

        assertThat(store().fetch("a/key")).isEqualTo(file).hasContent("content");

        Files.delete(file);
        assertThat(store().fetch("a/key")).isEqualTo(file).hasContent("content");
    }

    @Test
    void fetchesWhatIsUnderTheKeyNow() {
        store().put("a/key", bytes("content"));
        store().fetch("a/key");
        store().delete("a/key");

        assertThatExceptionOfType(MissingArtifactException.class).isThrownBy(() -> store().fetch("a/key"));

        store().put("a/key", bytes("another"));
        assertThat(store().fetch("a/key")).hasContent("another");
    }

    @Test
    void readsAgainWhatBrokeOff() throws IOException {
        byte[] megabyte = megabyte();
        store().put("a/key", megabyte);
        try (CuttingProxy proxy = new CuttingProxy(port())) {
            ArtifactStore store = storeAt(proxy.port());

            proxy.cutOneAnswerAfter(100_000);
            assertThat(store.get("a/key")).hasValue(megabyte);
            proxy.cutOneAnswerAfter(100_000);
            assertThat(store.fetch("a/key")).hasBinaryContent(megabyte);
        }
    }

    @Test
    void keepsNothingOfWhatBreaksOffEachTime() throws IOException {
        store().put("a/key", megabyte());
        try (CuttingProxy proxy = new CuttingProxy(port())) {
            ArtifactStore store = storeAt(proxy.port());
            proxy.cutAnswersAfter(100_000);

            assertThatExceptionOfType(ArtifactException.class)
                    .isThrownBy(() -> store.fetch("a/key"))
                    .isExactlyInstanceOf(ArtifactException.class)
                    .withMessageContaining(Integer.toString(proxy.port()));
            assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store.get("a/key"));
            assertThat(cached()).isEmpty();
        }
    }

    @Test
    void sendsAgainWhatBrokeOff() throws IOException {
        byte[] megabyte = megabyte();
        try (CuttingProxy proxy = new CuttingProxy(port())) {
            ArtifactStore store = storeAt(proxy.port());
            assertThat(store.list("")).isEmpty();

            proxy.cutOneRequestAfter(100_000);
            assertThat(store.put("a/key", megabyte)).isTrue();
            assertThat(store().get("a/key")).hasValue(megabyte);
        }
    }

    @Test
    protected void storesNothingOfWhatBreaksOffEachTime() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(port())) {
            ArtifactStore store = storeAt(proxy.port());
            proxy.cutRequestsAfter(100_000);

            assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> store.put("a/key", megabyte()));
            assertThat(store().get("a/key")).isEmpty();
            assertThat(store().put("a/key", bytes("x"))).isTrue();
        }
    }

    /** The answer that it was stored is lost; the next attempt finds the key taken, by itself. */
    @Test
    void knowsWhatItStoredWithoutHavingHeardSo() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(port())) {
            ArtifactStore store = storeAt(proxy.port());
            assertThat(store.put("a/first", bytes("x"))).isTrue();

            proxy.cutOneAnswerAfter(0);
            assertThat(store.put("a/key", bytes("content"))).isTrue();
            assertThat(store.put("a/key", bytes("content"))).isFalse();
        }
    }

    @Test
    void saysThatNothingAnswers() throws IOException {
        CuttingProxy closed = new CuttingProxy(port());
        closed.close();

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> storeAt(closed.port()).get("a/key"))
                .withMessageContaining("The artifact store ")
                .withMessageContaining(Integer.toString(closed.port()));
    }

    private Stream<Path> files() throws IOException {
        Path files = cache().resolve("files");
        return Files.exists(files) ? Files.walk(files).filter(Files::isRegularFile) : Stream.empty();
    }

    private List<Path> cached() {
        try (Stream<Path> files = files()) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] megabyte() {
        byte[] bytes = new byte[1_000_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
