package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    private Path root;

    private boolean full;

    @Override
    protected String address() {
        return root.toString();
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of();
    }

    @Override
    protected ArtifactStore store() {
        return FileArtifactStore.at(root, full ? Long.MAX_VALUE : 0);
    }

    @Override
    protected void damage(String key, byte[] bytes) throws IOException {
        Files.write(root.resolve(key), bytes);
    }

    @Override
    protected void fill(boolean full) {
        this.full = full;
    }

    @Test
    void leavesNoTemporaryFiles() {
        store().put("a/key", bytes("x"));
        store().put("a/key", bytes("y"));

        assertThat(root.resolve(".tmp")).isEmptyDirectory();
    }

    @Test
    void removesTemporaryFilesOfProcessesThatDiedLongAgo() throws IOException {
        Path drafts = Files.createDirectories(root.resolve(".tmp"));
        Path left = Files.writeString(drafts.resolve("left"), "half");
        Path growing = Files.writeString(drafts.resolve("growing"), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        store().put("a/key", bytes("x"));

        assertThat(left).doesNotExist();
        assertThat(growing).exists();
    }

    @Test
    void keepsFilesBetweenStores() {
        store().put("a/key", bytes("x"));

        assertThat(FileArtifactStore.at(root.toUri()).get("a/key")).hasValue(bytes("x"));
    }

    @Test
    void saysHowMuchRoomThereIs() {
        FileArtifactStore full = FileArtifactStore.at(root, Long.MAX_VALUE);

        assertThatExceptionOfType(StoreFullException.class)
                .isThrownBy(() -> full.put("a/key", bytes("x")))
                .withMessageStartingWith("No room for artifact a/key (1 bytes): %s has ", root)
                .withMessageEndingWith("must stay free. Delete something or move the store.");
        assertThat(root.resolve("a")).doesNotExist();
    }

    /** A limit on the size of files fails a write in its middle, as a full disk does, for any user. */
    @Test
    void leavesNothingOfAFileThatCouldNotBeWrittenToItsEnd() throws Exception {
        Path file = Files.write(local.resolve("file"), new byte[3 << 20]);
        List<String> limited = List.of("sh", "-c", "ulimit -f 2048 && exec \"$@\"", "sh");
        try (StoreProcess process = StoreProcess.start(
                Map.of(), limited, List.of("-XX:-UsePerfData"), "put", address(), "cache", "a/key", file.toString())) {
            List<String> lines = process.lines(0);

            assertThat(lines.getFirst()).startsWith("ArtifactException: Cannot store artifact a/key in " + root);
            assertThat(lines.subList(1, 3)).containsExactly("false", "[]");
        }
        assertThat(root.resolve(".tmp")).isEmptyDirectory();
        assertThat(root.resolve("a")).doesNotExist();
    }

    /** A file system of its own, where the kernel lets users have one. */
    @Test
    void leavesNothingOfAFileForWhichTheDiskIsTooSmall() throws Exception {
        assumeTrue(canMount(), "this system does not let users mount file systems of their own (unshare -Urm)");
        Path file = Files.write(local.resolve("file"), new byte[3 << 20]);
        String mount = "mount -t tmpfs -o size=1m tmpfs " + root + " && exec \"$@\"";
        try (StoreProcess process = StoreProcess.start(
                Map.of(),
                List.of("unshare", "-Urm", "sh", "-c", mount, "sh"),
                List.of(),
                "fill",
                address(),
                "cache",
                "a/key",
                file.toString())) {
            List<String> lines = process.lines(0);

            assertThat(lines.getFirst())
                    .startsWith("StoreFullException: The disk of " + root
                            + " became full while artifact a/key (3,145,728 bytes) was written");
            assertThat(lines.subList(1, 3)).containsExactly("false", "[]");
        }
    }

    @Test
    void takesWhatComesFromElsewhereOnlyIfItIsWhatWasSent() {
        FileArtifactStore store = FileArtifactStore.at(root, 0);
        byte[] sent = bytes("weights");
        String sum = Hashes.sha256(sent);

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> store.put("a/key", new ByteArrayInputStream(bytes("weightz")), 7, sum))
                .withMessageStartingWith("The bytes that came for artifact a/key are not those that were sent: ");
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store.put("a/key", new ByteArrayInputStream(bytes("weig")), 7, sum))
                .withMessageContaining("only 4 of 7 bytes came");
        assertThat(store.list("")).isEmpty();
        assertThat(store.put("a/key", new ByteArrayInputStream(sent), 7, sum)).isTrue();
        assertThat(store.get("a/key")).hasValue(sent);
    }

    @Test
    void refusesAKeyThatIsTheFolderOfAnother() {
        store().put("a/b", bytes("x"));

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().put("a", bytes("x")))
                .withMessage(
                        "Artifact a cannot be stored: %s is a folder, and no key is the folder of another.",
                        root.resolve("a"));
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().put("a/b/c", bytes("x")))
                .withMessage(
                        "Artifact a/b/c cannot be stored: %s is a file, and no key is the folder of another.",
                        root.resolve("a/b"));
        assertThat(store().get("a")).isEmpty();
    }

    @Test
    void doesNotReadMoreThanFitsIntoMemory() throws IOException {
        try (var file = new java.io.RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
            file.setLength(ArtifactStore.LARGEST_IN_MEMORY + 1);
        }

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> store().get("sparse"))
                .withMessageStartingWith("Artifact sparse has 268,435,457 bytes, more than the 256 MB");
        assertThat(store().fetch("sparse")).hasSize(ArtifactStore.LARGEST_IN_MEMORY + 1);
    }

    @Test
    void refusesAddressesThatAreNoFiles() {
        for (String address : List.of("s3://bucket/folder", "file:folder", "file://host/folder")) {
            assertThatExceptionOfType(ArtifactException.class)
                    .isThrownBy(() -> FileArtifactStore.at(URI.create(address)))
                    .withMessageStartingWith("Artifact store '%s' is not a folder of this machine", address);
        }
    }

    private static boolean canMount() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
