package dev.lamarck.cli.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.Hashes;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.loop.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A complete job with its data in memory. */
public record Job(StudySpec spec, SplitData data) {

    /** SHA-256 of the whole specification: what "the same job" means. */
    public String digest() {
        try {
            String canonical = Payloads.json()
                    .copy()
                    .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
                    .writeValueAsString(spec);
            return Hashes.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every job can be written as JSON", e);
        }
    }

    /** What a network has to fit on this data. */
    public static Recipe.Fit fit(DataSpec data) {
        DataSpec.Shape shape = data.shape();
        ImageShape input = new ImageShape(shape.channels(), shape.height(), shape.width());
        return new Recipe.Fit(input, data.classes(), data.mean(), data.std());
    }

    /** Puts the splits into the store, where workers read them; what is there already stays. */
    public void importData(ArtifactStore store) {
        put(store, DataSpec.TRAIN, data.train());
        put(store, DataSpec.VALIDATION, data.validation());
        put(store, DataSpec.TEST, data.test());
    }

    /** The same job under another name. */
    public Job named(String name) {
        return new Job(spec.named(name), data);
    }

    private void put(ArtifactStore store, String split, ImageData images) {
        String key = ArtifactKeys.dataset(spec.data().fingerprint(), split);
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
