package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    private Path root;

    @Override
    ArtifactStore store() {
        return FileArtifactStore.at(root, 0);
    }

    @Test
    void leavesNoTemporaryFiles() {
        store().put("a/key", bytes("x"));
        store().put("a/key", bytes("y"));

        assertThat(root.resolve(".tmp")).isEmptyDirectory();
    }

    @Test
    void keepsFilesBetweenStores() {
        store().put("a/key", bytes("x"));

        assertThat(FileArtifactStore.at(root.toUri()).get("a/key")).hasValue(bytes("x"));
    }

    @Test
    void takesNothingNewWhenTheDiskIsAlmostFull() {
        FileArtifactStore full = FileArtifactStore.at(root, Long.MAX_VALUE);

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> full.put("a/key", bytes("x")))
                .withMessageStartingWith("No room for artifact a/key (1 bytes): %s has ", root)
                .withMessageEndingWith("must stay free. Delete something or move the store.");
        assertThat(full.get("a/key")).isEmpty();
        assertThat(full.list("")).isEmpty();
    }

    @Test
    void refusesAddressesThatAreNoFiles() {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> FileArtifactStore.at(URI.create("s3://bucket/folder")))
                .withMessageStartingWith("Artifact store 's3://bucket/folder': only file: addresses are supported");
    }
}
