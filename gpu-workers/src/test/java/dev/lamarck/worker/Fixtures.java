package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Payloads;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** What tests of workers share. */
final class Fixtures {

    static final Duration PATIENCE = Duration.ofMinutes(2);

    private Fixtures() {}

    static Slot.Common common(WorkerFolder folder) {
        return new Slot.Common(
                folder.wrapper(), Path.of("target/djl-home"), 1, Duration.ofSeconds(60), System::nanoTime);
    }

    /** Where activities run, with messages as they are elsewhere. */
    static TestActivityEnvironment environment() {
        return TestActivityEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .build())
                .build());
    }

    /** Activities of a worker that is alone, with disk enough. */
    static TrainingActivitiesImpl training(Slots slots, ArtifactStore store, AllowedCommands allowed) {
        Admission admission = new Admission(
                slots.worker(),
                new Peers(Set::of, System::nanoTime),
                () -> Long.MAX_VALUE,
                new Admission.Limits(0, Duration.ZERO, Duration.ZERO));
        return new TrainingActivitiesImpl(slots, admission, means(store, allowed));
    }

    /** With an environment in which commands see one variable of two. */
    static SliceTraining.Means means(ArtifactStore store, AllowedCommands allowed) {
        CommandSettings settings = CommandSettings.of(
                Map.of("PATH", System.getenv("PATH"), "HOME", "/home/of-nobody", "SECRET", "hidden", "SHOWN", "seen"),
                List.of(),
                List.of("SHOWN"));
        return new SliceTraining.Means(store, new Requests(store), new CommandTrainer(store, allowed, settings));
    }

    /** Waits for a condition. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("It does not come to it: " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
