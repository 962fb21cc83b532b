package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.SplitData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Data sets on their way from where they come into the artifact store. */
public final class Datasets {

    private Datasets() {}

    /**
     * Reads, checks and splits.
     *
     * @throws dev.lamarck.train.data.DataException if it cannot be read or makes no sense
     */
    public static SplitData load(DataSource source) {
        DataLoader loader =
                new DataLoader(source.folders().stream().map(Path::of).toList());
        String idx = source.idx();
        return idx == null
                ? loader.preset(String.valueOf(source.preset()), source.validation(), source.split())
                : loader.idxFolder(Path.of(idx), source.validation(), source.split());
    }

    /** How data is described once it is split. */
    public static DataSpec describe(DataSource source, SplitData data) {
        SplitData.Scale scale = data.scale();
        var shape = data.train().shape();
        return new DataSpec(
                source.preset() != null
                        ? source.preset()
                        : String.valueOf(Path.of(String.valueOf(source.idx())).getFileName()),
                source.split(),
                data.fingerprint(),
                new DataSpec.Shape(shape.channels(), shape.height(), shape.width()),
                data.train().classes(),
                scale.mean(),
                scale.std(),
                Map.of(
                        DataSpec.TRAIN, data.train().rows(),
                        DataSpec.VALIDATION, data.validation().rows(),
                        DataSpec.TEST, data.test().rows()));
    }

    /** Puts the splits into the store, where workers read them; what is there already stays. */
    public static void store(ArtifactStore store, DataSpec spec, SplitData data) {
        put(store, spec, DataSpec.TRAIN, data.train());
        put(store, spec, DataSpec.VALIDATION, data.validation());
        put(store, spec, DataSpec.TEST, data.test());
    }

    private static void put(ArtifactStore store, DataSpec spec, String split, ImageData images) {
        String key = ArtifactKeys.dataset(spec.fingerprint(), split);
        if (!store.list(key).isEmpty()) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("lamarck-data");
            Path file = folder.resolve(split);
            try {
                DataFile.write(images, file);
                store.put(key, file);
            } finally {
                for (Path leftover : List.of(file, folder)) {
                    Files.deleteIfExists(leftover);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The data cannot be brought into the artifact store", e);
        }
    }
}
