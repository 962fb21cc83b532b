package dev.lamarck.cli.job;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.loop.Recipe;
import dev.lamarck.worker.AllowedCommands;
import dev.lamarck.worker.Datasets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A complete job with its data in memory, and where that came from.
 *
 * @param source null if the trainer brings its own data
 * @param data null likewise
 * @param scripts the files of a command; null if there are none
 */
public record Job(
        StudySpec spec,
        @Nullable DataSource source,
        @Nullable SplitData data,
        @Nullable ScriptFiles scripts) {

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

    /** Puts data and files into the store, where workers read them; what is there already stays. */
    public void importInto(ArtifactStore store) {
        if (data != null) {
            Datasets.store(store, spec.data(), data);
        }
        if (scripts != null) {
            scripts.importInto(store);
        }
    }

    /**
     * Lets the workers of this machine run the job's command: whoever submits it here keeps them.
     *
     * @param home where they keep the list of what they may run
     */
    public void allowCommand(Path home) {
        if (!spec.trainer().runsCommand()) {
            return;
        }
        AllowedCommands allowed = AllowedCommands.of(home);
        if (scripts != null) {
            allowed.allow(scripts.folder());
        }
        if (scripts == null || spec.trainer().command().stream().noneMatch(scripts::has)) {
            allowed.allow(spec.trainer().command());
        }
    }

    /** The same job under another name. */
    public Job named(String name) {
        return new Job(spec.named(name), source, data, scripts);
    }
}
