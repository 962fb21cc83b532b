package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.Hashes;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.loop.Checkpoint;
import dev.lamarck.train.loop.TrainerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real trainer processes under the real wrapper. */
class SlotTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EPOCHS = 3;
    private static final Map<String, Object> PARAMETERS =
            Map.of("optimizer", "adam", "learning_rate", 3e-3, "dropout", 0.2, "batch_size", 16, "weight_decay", 1e-4);

    @TempDir
    private static Path folder;

    private static WorkerFolder workerFolder;
    private static Slot slot;
    private static TrainerRequest.Data data;

    @BeforeAll
    static void prepare() throws Exception {
        SplitData digits = new DataLoader(List.of()).preset("digits", null, 1);
        ImageData training = digits.train();
        DataFile.write(training, folder.resolve("train"));
        DataFile.write(digits.validation(), folder.resolve("validation"));
        SplitData.Scale scale = digits.scale();
        data = new TrainerRequest.Data(
                folder.resolve("train").toString(),
                folder.resolve("validation").toString(),
                null,
                digits.fingerprint(),
                1,
                8,
                8,
                10,
                scale.mean(),
                scale.std());
        workerFolder = WorkerFolder.claim(folder, "test");
        slot = new Slot(1, workerFolder.slot(1), Fixtures.common(workerFolder));
    }

    @AfterAll
    static void end() throws Exception {
        slot.discardTrainer();
        workerFolder.close();
    }

    @Test
    void theSameTrialComesToTheSameBitsQuietUnderLoadAndKilledBetweenSlices() throws Exception {
        String quiet = Hashes.sha256(train(request(0, null), null).resolve(Checkpoint.FILE));

        String loaded;
        AtomicBoolean busy = new AtomicBoolean(true);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread.ofPlatform().daemon().start(() -> {
                while (busy.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        try {
            loaded = Hashes.sha256(train(request(0, null), null).resolve(Checkpoint.FILE));
        } finally {
            busy.set(false);
        }

        String past = Instant.now().minusSeconds(1).toString();
        Path at = null;
        Checkpoint checkpoint = null;
        int slices = 0;
        while (checkpoint == null || checkpoint.epoch() < EPOCHS) {
            int after = checkpoint == null ? 0 : checkpoint.epoch();
            // The first slice begins too late and makes one call; after each the trainer is killed.
            Path out = train(request(after, slices == 0 ? past : null), at);
            at = folder.resolve("kept-" + slices);
            Files.move(out, at);
            checkpoint = Checkpoint.read(at);
            killTrainer();
            slices++;
        }

        assertThat(loaded).isEqualTo(quiet);
        assertThat(slices).isGreaterThan(1);
        assertThat(Hashes.sha256(at.resolve(Checkpoint.FILE))).isEqualTo(quiet);
    }

    @Test
    void aTrainerThatIsAskedToYieldLeavesACheckpoint() throws Exception {
        TrainerRequest long_ = request(0, null, 100_000);
        RunningAttempt running = slot.begin(long_, null);
        await(() -> running.report().step() > 0, running);

        running.requestYield();
        await(() -> running.report().last() != null, running);

        JsonNode last = running.report().last();
        assertThat(last).isNotNull();
        assertThat(last.path("yielded").asBoolean()).isTrue();
        Checkpoint checkpoint = Checkpoint.read(running.attempt().checkpointOut());
        assertThat(checkpoint.epoch()).isEqualTo(last.path("step").asInt()).isPositive();
    }

    @Test
    void anImpossibleNetworkIsReportedAsInvalid() throws Exception {
        TrainerRequest request = new TrainerRequest(
                TrainerRequest.TRAIN,
                "s",
                "1",
                0,
                1,
                "cnn",
                Map.of("conv_blocks", 4, "filters.1", 8, "filters.2", 8, "filters.3", 8, "filters.4", 8),
                data,
                1,
                "epoch",
                0,
                1,
                1,
                "cpu",
                null,
                TrainerRequest.Subject.NONE);

        RunningAttempt running = slot.begin(request, null);
        await(() -> running.report().last() != null, running);

        JsonNode last = running.report().last();
        assertThat(last).isNotNull();
        assertThat(last.path("failed").asText()).isEqualTo("INVALID_CONFIGURATION");
        assertThat(last.path("message").asText()).contains("conv_blocks", "fewer blocks");
    }

    @Test
    void theTrainerEndsWhenItsWorkerIsGone() throws Exception {
        train(request(0, null), null);
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .toList();
        assertThat(processes).isNotEmpty();

        slot.discardTrainer();

        Instant end = Instant.now().plus(PATIENCE);
        while (processes.stream().anyMatch(ProcessHandle::isAlive)
                && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    private static Path train(TrainerRequest request, @Nullable Path from) throws Exception {
        RunningAttempt running = slot.begin(request, from);
        await(() -> running.report().last() != null, running);
        JsonNode last = running.report().last();
        assertThat(last).isNotNull();
        assertThat(last.has("failed")).as(last.toString()).isFalse();
        return running.attempt().checkpointOut();
    }

    private static void await(BooleanSupplier condition, RunningAttempt running) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            running.poll();
            if (condition.getAsBoolean()) {
                return;
            }
            assertThat(running.isAlive())
                    .as(Files.readString(TrainerProcess.log(workerFolder.slot(1))))
                    .isTrue();
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("The trainer does not come to it");
    }

    private static void killTrainer() throws InterruptedException {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        slot.discardTrainer();
    }

    private static TrainerRequest request(int after, @Nullable String deadline) {
        return new TrainerRequest(
                TrainerRequest.TRAIN,
                "s",
                "1",
                0,
                1,
                "cnn-32-64",
                PARAMETERS,
                data,
                42,
                "epoch",
                after,
                EPOCHS,
                1,
                "cpu",
                deadline,
                TrainerRequest.Subject.NONE);
    }

    private static TrainerRequest request(int after, @Nullable String deadline, int to) {
        return new TrainerRequest(
                TrainerRequest.TRAIN,
                "s",
                "1",
                0,
                1,
                "mlp-128",
                PARAMETERS,
                data,
                42,
                "epoch",
                after,
                to,
                1,
                "cpu",
                deadline,
                TrainerRequest.Subject.NONE);
    }
}
