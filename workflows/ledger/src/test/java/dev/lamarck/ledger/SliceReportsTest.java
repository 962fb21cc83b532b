package dev.lamarck.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.ledger.SliceReports.Curve;
import dev.lamarck.ledger.SliceReports.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceReportsTest {

    @TempDir
    private Path folder;

    private ArtifactStore store;
    private SliceReports reports;

    @BeforeEach
    void open() {
        store = FileArtifactStore.at(folder.resolve("store"), 0);
        reports = new SliceReports(store);
    }

    @Test
    void readsTheSeriesOfSlicesInTurn() throws IOException {
        String first = slice("a", "{\"step\":1,\"time\":7,\"metrics\":{\"loss\":0.5},\"system\":{\"cpu\":2}}\n");
        String second = slice("b", "{\"step\":2,\"time\":8,\"metrics\":{\"loss\":\"NaN\"}}\n");

        Curve curve = reports.curve(List.of(first, second));

        assertThat(curve.points())
                .containsExactly(
                        new Point("loss", 0.5, 7, 1),
                        new Point("system/cpu", 2, 7, 1),
                        new Point("loss", Double.NaN, 8, 2));
        assertThat(curve.missing()).isEmpty();
    }

    @Test
    void readsWhatAProcessWroteUntilItWasKilled() throws IOException {
        String slice = slice("a", "{\"step\":1,\"time\":7,\"metrics\":{\"loss\":0.5}}\n{\"step\":2,\"time\":8,\"met");

        Curve curve = reports.curve(List.of(slice));

        assertThat(curve.points()).containsExactly(new Point("loss", 0.5, 7, 1));
    }

    @Test
    void leavesOutWhatIsNoNumber() throws IOException {
        String slice = slice("a", "{\"step\":1,\"time\":7,\"metrics\":{\"loss\":\"low\",\"accuracy\":0.5}}\n");

        Curve curve = reports.curve(List.of(slice));

        assertThat(curve.points()).containsExactly(new Point("accuracy", 0.5, 7, 1));
    }

    @Test
    void namesSlicesThatAreGoneOrDamaged() throws IOException {
        String whole = slice("a", "{\"step\":1,\"time\":7,\"metrics\":{\"loss\":0.5}}\n");
        String changed = slice("b", "{\"step\":2,\"time\":8,\"metrics\":{\"loss\":0.4}}\n");
        String unlisted = slice("c", "{\"step\":3,\"time\":9,\"metrics\":{\"loss\":0.3}}\n");
        Files.writeString(stored(changed).resolve("report.jsonl"), "{}");
        Files.writeString(stored(unlisted).resolve("manifest.json"), "{");

        Curve curve = reports.curve(List.of(whole, changed, unlisted, "never/written"));

        assertThat(curve.points()).containsExactly(new Point("loss", 0.5, 7, 1));
        assertThat(curve.missing()).containsExactly(changed, unlisted, "never/written");
    }

    private String slice(String name, String report) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        Files.writeString(made.resolve("report.jsonl"), report);
        ArtifactFolder.write(store, "slices/" + name, made);
        return "slices/" + name;
    }

    private Path stored(String slice) {
        return folder.resolve("store").resolve(slice);
    }
}
