package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.train.data.DataException;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.SplitData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    private static final DataSource DIGITS = new DataSource("digits", null, List.of(), null, 1);

    @TempDir
    private Path folder;

    @TempDir
    private Path artifacts;

    @Test
    void loadsAPreset() {
        SplitData data = Datasets.load(DIGITS);

        assertThat(Datasets.describe(DIGITS, data))
                .isEqualTo(new DataSpec(
                        "digits",
                        1,
                        data.fingerprint(),
                        new DataSpec.Shape(1, 8, 8),
                        10,
                        data.scale().mean(),
                        data.scale().std(),
                        Map.of(
                                "train", data.train().rows(),
                                "validation", data.validation().rows(),
                                "test", data.test().rows())));
    }

    @Test
    void loadsAFolderOfIdxFiles() throws IOException {
        DataSource source = idx(IdxFolder.write(folder.resolve("parcels"), 100, 4, 1));

        DataSpec spec = Datasets.describe(source, Datasets.load(source));

        assertThat(spec.name()).isEqualTo("parcels");
        assertThat(spec.shape()).isEqualTo(new DataSpec.Shape(1, 2, 3));
        assertThat(spec.classes()).isEqualTo(4);
        assertThat(spec.rows().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(100);
    }

    @Test
    void splitsBySeedAndShare() {
        DataSource other = new DataSource("digits", null, List.of(), 0.1, 2);

        SplitData data = Datasets.load(other);

        assertThat(data.fingerprint()).isNotEqualTo(Datasets.load(DIGITS).fingerprint());
        assertThat(data.validation().rows()).isBetween(170, 190);
        assertThat(Datasets.describe(other, data).split()).isEqualTo(2);
    }

    @Test
    void describesEqualDataAlike() throws IOException {
        DataSource first = idx(IdxFolder.write(folder.resolve("a/feed"), 100, 4, 1));
        DataSource same = idx(IdxFolder.write(folder.resolve("b/feed"), 100, 4, 1));
        DataSource other = idx(IdxFolder.write(folder.resolve("c/feed"), 100, 4, 2));

        DataSpec spec = Datasets.describe(first, Datasets.load(first));

        assertThat(Datasets.describe(same, Datasets.load(same))).isEqualTo(spec);
        assertThat(Datasets.describe(other, Datasets.load(other)).fingerprint()).isNotEqualTo(spec.fingerprint());
    }

    @Test
    void storesEachSplitUnderItsFingerprint() {
        FileArtifactStore store = FileArtifactStore.at(artifacts, 0);
        SplitData data = Datasets.load(DIGITS);
        DataSpec spec = Datasets.describe(DIGITS, data);

        Datasets.store(store, spec, data);

        Path test = store.fetch(ArtifactKeys.dataset(spec.fingerprint(), DataSpec.TEST));
        assertThat(DataFile.read(test).labels()).isEqualTo(data.test().labels());
        assertThat(DataFile.read(test).pixels()).isEqualTo(data.test().pixels());
        assertThat(store.list("dataset/")).hasSize(3);
    }

    @Test
    void leavesWhatIsStoredAsItIs() throws IOException {
        FileArtifactStore store = FileArtifactStore.at(artifacts, 0);
        SplitData data = Datasets.load(DIGITS);
        DataSpec spec = Datasets.describe(DIGITS, data);
        Datasets.store(store, spec, data);
        Path test = store.fetch(ArtifactKeys.dataset(spec.fingerprint(), DataSpec.TEST));
        FileTime before = Files.getLastModifiedTime(Files.setLastModifiedTime(test, FileTime.fromMillis(1_000)));

        Datasets.store(store, spec, data);

        assertThat(store.list("dataset/")).hasSize(3);
        assertThat(Files.getLastModifiedTime(test)).isEqualTo(before);
    }

    @Test
    void namesAFolderThatIsNotThere() {
        DataSource gone = idx(folder.resolve("gone"));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Datasets.load(gone))
                .withMessage("There is no folder %s.", folder.resolve("gone"));
    }

    private static DataSource idx(Path folder) {
        return new DataSource(null, folder.toString(), List.of(), null, 1);
    }
}
