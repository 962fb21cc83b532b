package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.data.SplitData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python trainer of the examples, as a worker runs it. */
class PythonExampleTest {

    private static final Path EXAMPLES =
            Path.of("../examples/python").toAbsolutePath().normalize();
    private static final int EPOCHS = 4;

    @TempDir
    private static Path folder;

    private static FileArtifactStore store;
    private static WorkerFolder workerFolder;
    private static Slot slot;
    private static DataSpec data;

    @BeforeAll
    static void prepare() throws Exception {
        Assumptions.assumeTrue(onPath("python3"), "needs python3");
        store = FileArtifactStore.at(folder.resolve("artifacts"), 0);
        DataSource digits = new DataSource("digits", null, List.of(), null, 1);
        SplitData split = Datasets.load(digits);
        data = Datasets.describe(digits, split);
        Datasets.store(store, data, split);
        Path scripts = Files.createDirectories(folder.resolve("scripts/python"));
        for (String name : List.of("train.py", "lamarck_trainer.py")) {
            Files.copy(EXAMPLES.resolve(name), scripts.resolve(name));
        }
        ArtifactFolder.write(store, "scripts/example", scripts.resolveSibling(""));
        AllowedCommands.of(folder).allow(EXAMPLES.resolveSibling(""));
        workerFolder = WorkerFolder.claim(folder, "test");
        slot = new Slot(1, workerFolder.slot(1), Fixtures.common(workerFolder));
    }

    @AfterAll
    static void end() throws Exception {
        if (workerFolder != null) {
            workerFolder.close();
            assertThat(Leftovers.of(folder).find()).isEmpty();
        }
    }

    @Test
    void aTrialThatIsInterruptedComesToTheSameEnd() throws Exception {
        MemberResult whole = train(null, 0, (step, metrics) -> Pulse.Answer.WANTED);

        AtomicBoolean asked = new AtomicBoolean();
        MemberResult first = train(null, 0, (step, metrics) -> {
            boolean enough = step >= 1 || asked.get();
            asked.set(enough);
            return enough ? Pulse.Answer.UNWANTED : Pulse.Answer.WANTED;
        });
        MemberResult rest = first.end() == SliceEnd.YIELDED
                ? train(first.checkpoint(), first.step(), (step, metrics) -> Pulse.Answer.WANTED)
                : first;

        assertThat(whole.end()).as(whole.message()).isEqualTo(SliceEnd.DONE);
        assertThat(whole.metrics().get("val_accuracy")).isGreaterThan(0.85);
        assertThat(rest.end()).as(rest.message()).isEqualTo(SliceEnd.DONE);
        assertThat(rest.metrics()).isEqualTo(whole.metrics());
        assertThat(weights(rest)).isEqualTo(weights(whole));
    }

    @Test
    void anErrorIsReportedWithItsTraceback() throws Exception {
        Member member = new Member("5", new Configuration(Map.of()), 42, 0, 0, 1, 0, EPOCHS, null);

        MemberResult result = train(member, (step, metrics) -> Pulse.Answer.WANTED);

        assertThat(result.message()).contains("KeyError", "learning_rate");
        assertThat(Files.readString(ArtifactFolder.open(store, Objects.requireNonNull(result.folder()))
                        .file("log.txt")))
                .contains("Traceback", "train.py");
    }

    private static String weights(MemberResult result) {
        return Objects.requireNonNull(ArtifactFolder.open(store, Objects.requireNonNull(result.checkpoint()))
                .sums()
                .get("files/weights.json"));
    }

    private static MemberResult train(@Nullable String checkpoint, int after, Pulse pulse) throws Exception {
        Configuration configuration = new Configuration(Map.of("learning_rate", 0.05, "weight_decay", 1e-4));
        return train(new Member("4", configuration, 42, 0, 0, 1, after, EPOCHS, checkpoint), pulse);
    }

    private static MemberResult train(Member member, Pulse pulse) throws Exception {
        TrainRequest request = new TrainRequest(
                "s",
                TrainerSpec.command(List.of("python3", "python/train.py"), "scripts/example", true),
                data,
                List.of(member),
                600,
                90,
                List.of());
        return new SliceTraining(Fixtures.means(store, AllowedCommands.of(folder)), request, member, "me")
                .run(slot, pulse);
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
