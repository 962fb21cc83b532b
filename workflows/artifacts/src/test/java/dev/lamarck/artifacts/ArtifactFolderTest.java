package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactFolderTest {

    private static final String KEY = "studies/digits/model";

    @TempDir
    private Path root;

    @TempDir
    private Path folder;

    private FileArtifactStore store;

    @BeforeEach
    void makeFolder() throws IOException {
        store = FileArtifactStore.at(root, 0);
        Files.writeString(folder.resolve("model.onnx"), "weights");
        Files.writeString(folder.resolve("card.md"), "a card");
        Files.createDirectory(folder.resolve("sub"));
    }

    @Test
    void copiesBackWhatItStored() {
        ArtifactFolder.write(store, KEY, folder);
        Path copy = folder.resolve("sub/copy");

        ArtifactFolder.open(store, KEY).copyTo(copy);

        assertThat(copy.resolve("model.onnx")).hasContent("weights");
        assertThat(copy.resolve("card.md")).hasContent("a card");
        assertThat(copy.resolve("sub")).doesNotExist();
    }

    @Test
    void copiesBackTheFilesOfSubFolders() throws IOException {
        Files.createDirectories(folder.resolve("images/deep"));
        Files.writeString(folder.resolve("images/deep/0.png"), "a picture");
        Files.writeString(folder.resolve("images/0.png"), "another");
        ArtifactFolder.write(store, KEY, folder);
        Path copy = folder.resolve("sub/copy");

        ArtifactFolder.open(store, KEY).copyTo(copy);

        assertThat(copy.resolve("images/deep/0.png")).hasContent("a picture");
        assertThat(copy.resolve("images/0.png")).hasContent("another");
    }

    @Test
    void namesFilesOfSubFoldersByTheirPaths() throws IOException {
        Files.writeString(folder.resolve("sub/0.png"), "a picture");

        ArtifactFolder written = ArtifactFolder.write(store, KEY, folder);

        assertThat(written.sums()).containsOnlyKeys("card.md", "model.onnx", "sub/0.png");
        assertThat(written.file("sub/0.png")).hasContent("a picture");
    }

    @Test
    void namesAFileOfASubFolderWhoseBytesHaveChanged() throws IOException {
        Files.writeString(folder.resolve("sub/0.png"), "a picture");
        ArtifactFolder written = ArtifactFolder.write(store, KEY, folder);
        Files.writeString(root.resolve(KEY).resolve("sub/0.png"), "another");

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> written.copyTo(folder.resolve("sub/copy")))
                .withMessageContaining("studies/digits/model/sub/0.png was changed");
    }

    @Test
    void knowsTheSumsOfItsFiles() {
        ArtifactFolder written = ArtifactFolder.write(store, KEY, folder);
        ArtifactFolder found = ArtifactFolder.open(store, KEY);

        assertThat(found.key()).isEqualTo(KEY);
        assertThat(found.sums())
                .isEqualTo(written.sums())
                .containsOnlyKeys("card.md", "model.onnx")
                .containsEntry("model.onnx", Hashes.sha256(ArtifactStoreContract.bytes("weights")));
    }

    @Test
    void doesNotExistWithoutItsManifest() {
        store.put(KEY + "/model.onnx", folder.resolve("model.onnx"));

        assertThat(ArtifactFolder.find(store, KEY)).isEmpty();
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> ArtifactFolder.open(store, KEY))
                .withMessage("There is no artifact folder %s.", KEY);
    }

    @Test
    void namesAFileWhoseBytesHaveChanged() throws IOException {
        ArtifactFolder written = ArtifactFolder.write(store, KEY, folder);
        Files.writeString(root.resolve(KEY).resolve("model.onnx"), "weightz");

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> written.file("model.onnx"))
                .withMessage(
                        "Artifact %s/model.onnx was changed after it was stored: its SHA-256 is not the one of"
                                + " the manifest.",
                        KEY);
        assertThat(written.file("card.md")).hasContent("a card");
    }

    @Test
    void namesAFileThatItDoesNotHave() {
        ArtifactFolder written = ArtifactFolder.write(store, KEY, folder);

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> written.file("none"))
                .withMessage("The artifact folder %s has no file none; it has [card.md, model.onnx].", KEY);
    }

    @Test
    void saysThatItsManifestIsDamaged() {
        store.put(KEY + "/manifest.json", ArtifactStoreContract.bytes("{"));

        assertThatExceptionOfType(CorruptArtifactException.class)
                .isThrownBy(() -> ArtifactFolder.find(store, KEY))
                .withMessage("The manifest of artifact folder %s is damaged.", KEY);
    }

    @Test
    void keepsAFolderThatIsFinished() throws IOException {
        ArtifactFolder first = ArtifactFolder.write(store, KEY, folder);
        Files.writeString(folder.resolve("card.md"), "another card");

        ArtifactFolder second = ArtifactFolder.write(store, KEY, folder);

        assertThat(second.sums()).isEqualTo(first.sums());
        assertThat(ArtifactFolder.open(store, KEY).file("card.md")).hasContent("a card");
    }

    @Test
    void takesOverWhatAWriterLeftThatDied() throws IOException {
        store.put(KEY + "/card.md", ArtifactStoreContract.bytes("the first card"));

        ArtifactFolder written = ArtifactFolder.write(store, KEY, folder);

        assertThat(written.sums()).isEqualTo(ArtifactFolder.open(store, KEY).sums());
        assertThat(written.file("card.md")).hasContent("the first card");
        assertThat(written.file("model.onnx")).hasContent("weights");
    }

    @Test
    void storesNothingOfAFolderWithAWrongName() throws IOException {
        Files.writeString(folder.resolve("my notes.txt"), "x");
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> ArtifactFolder.write(store, KEY, folder))
                .withMessageContaining("'%s/my notes.txt' is not an artifact key", KEY);

        Files.move(folder.resolve("my notes.txt"), folder.resolve("manifest.json"));
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> ArtifactFolder.write(store, KEY, folder))
                .withMessage(
                        "The folder %s has a file manifest.json, which is what its list of sums is called. Rename it.",
                        folder);
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void hashesBytesAndFilesAlike() throws IOException {
        assertThat(Hashes.sha256(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Hashes.sha256(folder.resolve("card.md")))
                .isEqualTo(Hashes.sha256(ArtifactStoreContract.bytes("a card")));
    }
}
