package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.space.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoopTrainerTest {

    private static final Pulse WANTED = (step, metrics) -> Pulse.Answer.WANTED;

    @TempDir
    private Path folder;

    private FileArtifactStore store;
    private WorkerFolder workerFolder;
    private Slots slots;

    @BeforeEach
    void start() throws Exception {
        store = FileArtifactStore.at(folder.resolve("artifacts"), 0);
        workerFolder = WorkerFolder.claim(folder, "test");
        slots = new Slots(workerFolder, Fixtures.common(workerFolder), 64, "me");
    }

    @AfterEach
    void end() throws Exception {
        slots.close();
        workerFolder.close();
    }

    @Test
    void withoutSecondsItCostsNeitherProcessNorStore() throws Exception {
        MemberResult result = null;
        for (int i = 0; i < 1_000; i++) {
            result = train(Map.of("x", 0.3, "y", 0.7), 0, 3, null, WANTED);
        }

        assertThat(result).isNotNull();
        assertThat(result.end()).isEqualTo(SliceEnd.DONE);
        assertThat(result.step()).isEqualTo(3);
        assertThat(result.metrics()).containsEntry("objective", 0.125);
        assertThat(result.folder()).isNull();
        assertThat(result.checkpoint()).isNull();
        assertThat(folder.resolve("artifacts")).doesNotExist();
        assertThat(Leftovers.of(folder).find()).isEmpty();
        assertThat(Files.exists(workerFolder.slot(1))).isFalse();
    }

    @Test
    void theSameConfigurationComesToTheSameAndABetterOneToLess() throws Exception {
        double one = value(train(Map.of("x", 0.9, "y", 0.1), 0, 1, null, WANTED));
        double again = value(train(Map.of("x", 0.9, "y", 0.1), 0, 1, null, WANTED));
        double better = value(train(Map.of("x", 0.4, "y", 0.6), 0, 1, null, WANTED));

        assertThat(one).isEqualTo(again);
        assertThat(better).isLessThan(one);
    }

    @Test
    void withSecondsItSleepsAStepAndLeavesAFolderAndACheckpoint() throws Exception {
        MemberResult first = train(Map.of("seconds", 0.01), 0, 2, null, WANTED);
        MemberResult second = train(Map.of("seconds", 0.01), 2, 4, first.checkpoint(), WANTED);

        assertThat(first.deviceMillis()).isGreaterThanOrEqualTo(20);
        assertThat(Files.readAllLines(ArtifactFolder.open(store, Objects.requireNonNull(first.folder()))
                        .file("report.jsonl")))
                .hasSize(2);
        assertThat(second.step()).isEqualTo(4);
    }

    @Test
    void aLostCheckpointIsSeen() throws Exception {
        MemberResult result = train(Map.of(), 2, 4, "studies/s/trials/4/0/0/1-gone", WANTED);

        assertThat(result.end()).isEqualTo(SliceEnd.CHECKPOINT_LOST);
        assertThat(result.checkpoint()).isEqualTo("studies/s/trials/4/0/0/1-gone");
    }

    @Test
    void whatIsNotWantedYieldsOrIsGivenBack() throws Exception {
        Pulse unwanted = (step, metrics) -> step == 0 ? Pulse.Answer.WANTED : Pulse.Answer.UNWANTED;

        MemberResult yielded = train(Map.of("seconds", 0.7), 0, 3, null, unwanted);
        MemberResult returned = train(Map.of("seconds", 0.7), 1, 3, yielded.checkpoint(), unwanted);

        assertThat(yielded.end()).isEqualTo(SliceEnd.YIELDED);
        assertThat(yielded.step()).isEqualTo(1);
        assertThat(yielded.checkpoint()).isNotNull();
        assertThat(returned.end()).isEqualTo(SliceEnd.RETURNED);
        assertThat(returned.step()).isEqualTo(1);
    }

    private static double value(MemberResult result) {
        return Objects.requireNonNull(result.metrics().get("objective"));
    }

    private MemberResult train(
            Map<String, Object> parameters, int after, int to, @Nullable String checkpoint, Pulse pulse)
            throws Exception {
        Member member = new Member("4", new Configuration(parameters), 1, 0, 0, 1, after, to, checkpoint);
        TrainRequest request = new TrainRequest(
                "s", TrainerSpec.preset(TrainerSpec.NOOP), DataSpec.own(), List.of(member), 600, 90, List.of());
        Slot slot = slots.take();
        try {
            SliceTraining.Means means = Fixtures.means(store, AllowedCommands.of(folder));
            return new SliceTraining(means, request, member, "me").run(slot, pulse);
        } finally {
            slots.giveBack(slot);
        }
    }
}
