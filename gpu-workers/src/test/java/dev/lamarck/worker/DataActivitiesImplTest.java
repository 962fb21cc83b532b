package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataActivities;
import dev.lamarck.contract.DataActivities.ReadRequest;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataActivitiesImplTest {

    @TempDir
    private Path artifacts;

    private Path folder;
    private FileArtifactStore store;
    private DataRoots roots;
    private TestActivityEnvironment environment;
    private DataActivities activities;

    @BeforeEach
    void makeWorker(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        store = FileArtifactStore.at(artifacts, 0);
        roots = DataRoots.of(folder.resolve("home"));
        environment = Fixtures.environment();
        environment.registerActivitiesImplementations(new DataActivitiesImpl(store, roots));
        activities = environment.newActivityStub(
                DataActivities.class,
                ActivityOptions.newBuilder()
                        .setScheduleToCloseTimeout(Duration.ofMinutes(5))
                        .build());
    }

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void bringsAFolderThatItMayReadIntoTheStore() throws IOException {
        Path feed = IdxFolder.write(folder.resolve("feed/today"), 100, 4, 1);
        roots.allow(folder.resolve("feed"));

        DataSpec spec = activities.read(idx(feed));

        assertThat(spec.name()).isEqualTo("today");
        assertThat(spec.classes()).isEqualTo(4);
        assertThat(store.get(ArtifactKeys.dataset(spec.fingerprint(), DataSpec.VALIDATION)))
                .isPresent();
    }

    @Test
    void readsTheDataAnewEachTime() throws IOException {
        Path feed = IdxFolder.write(folder.resolve("feed"), 100, 4, 1);
        roots.allow(feed);
        DataSpec first = activities.read(idx(feed));
        DataSpec same = activities.read(idx(feed));
        IdxFolder.write(feed, 120, 4, 2);

        DataSpec next = activities.read(idx(feed));

        assertThat(same).isEqualTo(first);
        assertThat(next.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(store.list("dataset/")).hasSize(6);
    }

    @Test
    void readsAPresetThatNeedsNoFolder() {
        DataSpec spec = activities.read(new ReadRequest(new DataSource("digits", null, List.of(), null, 1)));

        assertThat(spec.name()).isEqualTo("digits");
    }

    @Test
    void refusesAFolderThatIsNotListed() throws IOException {
        Path secret = IdxFolder.write(folder.resolve("private"), 100, 4, 1);

        refuses(
                idx(secret),
                "This worker may not read the folder %s, or does not have it. If it should, add it or a folder above it as a line to %s."
                        .formatted(secret, folder.resolve("home/data-roots")));
        assertThat(store.list("dataset/")).isEmpty();
    }

    @Test
    void doesNotTellAForbiddenFolderFromAMissingOne() throws IOException {
        Path there = IdxFolder.write(folder.resolve("private"), 100, 4, 1);
        Path missing = folder.resolve("missing");

        String forbidden = message(idx(there));

        assertThat(message(idx(missing))).isEqualTo(forbidden.replace(there.toString(), missing.toString()));
    }

    @Test
    void ignoresFoldersForPresetsThatAreNotListed() throws IOException {
        Files.createDirectories(folder.resolve("private/fashion-mnist"));
        for (String name : List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")) {
            Files.writeString(folder.resolve("private/fashion-mnist/%s-ubyte.gz".formatted(name)), "secret");
        }
        DataSource source = new DataSource(
                "fashion-mnist", null, List.of(folder.resolve("private").toString()), -1.0, 1);

        assertThat(message(new ReadRequest(source))).doesNotContain("private");
    }

    @Test
    void callsDataThatMakesNoSenseByItsName() throws IOException {
        Path feed = IdxFolder.write(folder.resolve("feed"), 100, 1, 1);
        roots.allow(feed);

        refuses(idx(feed), feed + ": all images have the same label; a classifier needs two classes.");
    }

    private static ReadRequest idx(Path folder) {
        return new ReadRequest(new DataSource(null, folder.toString(), List.of(), null, 1));
    }

    private void refuses(ReadRequest request, String message) {
        assertThat(message(request)).isEqualTo(message);
    }

    /** Of a failure for which the data is to blame, and which nobody needs to try again. */
    private String message(ReadRequest request) {
        ActivityFailure thrown = catchThrowableOfType(ActivityFailure.class, () -> activities.read(request));
        ApplicationFailure failure = (ApplicationFailure) thrown.getCause();
        assertThat(failure.getType()).isEqualTo("DATA");
        assertThat(failure.isNonRetryable()).isTrue();
        return failure.getOriginalMessage();
    }
}
