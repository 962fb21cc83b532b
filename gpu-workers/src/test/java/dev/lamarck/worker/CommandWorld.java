package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.space.Configuration;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A worker with one slot that runs the commands of one folder, as real processes, from the request to the store. */
abstract class CommandWorld {

    private static final String REPORT = "cat >>$LAMARCK_REPORT <<'E'\n%s\nE\n";

    @TempDir
    Path folder;

    Path job;
    FileArtifactStore store;
    private WorkerFolder workerFolder;
    Slots slots;
    private TestActivityEnvironment environment;
    private int scripts;

    @BeforeEach
    void start() throws Exception {
        job = Files.createDirectories(folder.resolve("job"));
        store = FileArtifactStore.at(folder.resolve("artifacts"), 0);
        workerFolder = WorkerFolder.claim(folder, "test");
        slots = new Slots(workerFolder, Fixtures.common(workerFolder), 1, "me");
        environment = Fixtures.environment();
        AllowedCommands.of(folder).allow(job);
        environment.registerActivitiesImplementations(Fixtures.training(slots, store, AllowedCommands.of(folder)));
    }

    @AfterEach
    void end() throws Exception {
        environment.close();
        slots.close();
        workerFolder.close();
        assertThat(Leftovers.of(folder).find()).isEmpty();
    }

    final MemberResult train(String script) throws Exception {
        return train(request(script, true, null, 0, 600));
    }

    final MemberResult train(TrainRequest request) {
        return environment
                .newActivityStub(TrainingActivities.class)
                .train(request)
                .members()
                .getFirst();
    }

    final TrainRequest request(
            String script, boolean checkpoints, @Nullable String checkpoint, int after, int maxSliceSeconds)
            throws Exception {
        return new TrainRequest(
                "s",
                TrainerSpec.command(List.of("bash", "train.sh"), files(script), checkpoints),
                DataSpec.own(),
                List.of(member(checkpoint, after, 2)),
                maxSliceSeconds,
                60,
                List.of());
    }

    /** Stores a script, which is one of the job's folder too. */
    final String files(String script) throws Exception {
        Files.writeString(job.resolve("train.sh"), script);
        String key = "scripts/" + ++scripts;
        ArtifactFolder.write(store, key, job);
        return key;
    }

    static Member member(@Nullable String checkpoint, int after, int to) {
        return new Member("7", new Configuration(Map.of("rate", 0.5)), 42, 0, 0, 1, after, to, checkpoint);
    }

    final String log(MemberResult result) throws Exception {
        return Files.readString(ArtifactFolder.open(store, Objects.requireNonNull(result.folder()))
                .file("log.txt"));
    }

    static String report(String lines) {
        return REPORT.formatted(lines.strip());
    }
}
