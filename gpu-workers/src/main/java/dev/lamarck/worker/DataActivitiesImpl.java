package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataActivities;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.Heartbeat;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.train.data.DataException;
import dev.lamarck.train.data.SplitData;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads data sets that this worker may read, and brings them into the store. */
final class DataActivitiesImpl implements DataActivities {

    private final ArtifactStore store;
    private final DataRoots roots;

    DataActivitiesImpl(ArtifactStore store, DataRoots roots) {
        this.store = store;
        this.roots = roots;
    }

    @Override
    public DataSpec read(ReadRequest request) {
        try (Heartbeat _ = Heartbeat.of(Activity.getExecutionContext())) {
            DataSource source = local(request.source());
            SplitData data = Datasets.load(source);
            DataSpec spec = Datasets.describe(source, data);
            Datasets.store(store, spec, data);
            return spec;
        } catch (DataException e) {
            throw ApplicationFailure.newNonRetryableFailureWithCause(
                    String.valueOf(e.getMessage()), FailureClass.DATA.name(), e);
        } catch (ArtifactException | UncheckedIOException e) {
            throw ApplicationFailure.newFailureWithCause(
                    String.valueOf(e.getMessage()), FailureClass.INFRASTRUCTURE.name(), e);
        }
    }

    /** The source with nothing in it but folders that may be read. */
    private DataSource local(DataSource source) {
        String idx = source.idx();
        String folder = idx == null ? null : require(idx);
        List<String> folders = new ArrayList<>();
        for (String candidate : source.folders()) {
            roots.allowed(candidate).map(Path::toString).ifPresent(folders::add);
        }
        folders.add(roots.fetched().toString());
        return new DataSource(source.preset(), folder, folders, source.validation(), source.split());
    }

    private String require(String folder) {
        return roots.allowed(folder)
                .map(Path::toString)
                .orElseThrow(() -> new DataException(
                        "This worker may not read the folder %s, or does not have it. If it should, add it or a folder above it as a line to %s."
                                .formatted(folder, roots.file())));
    }
}
