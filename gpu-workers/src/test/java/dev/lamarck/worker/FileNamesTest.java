package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.FileArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {

    @TempDir
    private Path folder;

    @Test
    void filesOfAnyNameGoThroughTheStoreAndBack() throws IOException {
        List<String> names = List.of(
                "model.bin",
                "manifest.json",
                "names.json",
                ".metadata",
                "a b/größe (1).pt",
                "file-1",
                "deep/er/x",
                "-");
        Path out = folder.resolve("out");
        for (String name : names) {
            Files.createDirectories(out.resolve(name).resolveSibling(""));
            Files.writeString(out.resolve(name), "content of " + name);
        }
        FileArtifactStore store = FileArtifactStore.at(folder.resolve("store"), 0);

        Path packed = Files.createDirectories(folder.resolve("packed"));
        FileNames.pack(out, packed);
        ArtifactFolder.write(store, "checkpoint", packed);
        ArtifactFolder.open(store, "checkpoint").copyTo(folder.resolve("fetched"));
        FileNames.unpack(folder.resolve("fetched"), folder.resolve("in"));

        assertThat(FileNames.files(folder.resolve("in"))).hasSameSizeAs(names);
        for (String name : names) {
            assertThat(folder.resolve("in").resolve(name)).hasContent("content of " + name);
        }
    }

    @Test
    void linksAndPipesAreNoFiles() throws Exception {
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.writeString(out.resolve("a"), "a");
        Files.createSymbolicLink(out.resolve("secret"), Path.of("/etc/hostname"));
        new ProcessBuilder("mkfifo", out.resolve("pipe").toString()).start().waitFor();

        assertThat(FileNames.files(out)).containsExactly(Path.of("a"));
    }

    @Test
    void aNameThatLeadsOutOfItsFolderIsRefused() throws IOException {
        Path packed = Files.createDirectories(folder.resolve("packed/renamed"));
        Files.writeString(packed.resolve("file-1"), "evil");
        Files.writeString(folder.resolve("packed/names.json"), "{\"file-1\":\"../../evil\"}");

        assertThatThrownBy(() -> FileNames.unpack(folder.resolve("packed"), folder.resolve("in")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("../../evil");
        assertThat(folder.resolve("evil")).doesNotExist();
    }
}
