package dev.lamarck.cli.job;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.loop.Recipe;
import dev.lamarck.worker.Datasets;

/** A complete job with its data in memory, and where that came from. */
public record Job(StudySpec spec, DataSource source, SplitData data) {

    /** SHA-256 of the whole specification: what "the same job" means. */
    public String digest() {
        return Digests.of(spec);
    }

    /** What a network has to fit on this data. */
    public static Recipe.Fit fit(DataSpec data) {
        DataSpec.Shape shape = data.shape();
        ImageShape input = new ImageShape(shape.channels(), shape.height(), shape.width());
        return new Recipe.Fit(input, data.classes(), data.mean(), data.std());
    }

    /** Puts the splits into the store, where workers read them; what is there already stays. */
    public void importData(ArtifactStore store) {
        Datasets.store(store, spec.data(), data);
    }

    /** The same job under another name. */
    public Job named(String name) {
        return new Job(spec.named(name), source, data);
    }
}
