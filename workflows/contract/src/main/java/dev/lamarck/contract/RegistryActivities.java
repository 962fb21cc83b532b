package dev.lamarck.contract;

import dev.lamarck.contract.EvaluationActivities.Packaged;
import io.temporal.activity.ActivityInterface;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers winners as model versions and says which version is the champion. */
@ActivityInterface
public interface RegistryActivities {

    /**
     * The version and its alias.
     *
     * @param alias champion if the model had none, else challenger; a night's winner is always challenger first; empty for
     *     a version that was registered before and has been overtaken since
     */
    record Registration(String model, String version, String alias) {}

    Registration register(TrackingActivities.CloseRequest request);

    record ModelRequest(String model) {}

    /**
     * A registered version.
     *
     * @param packaged the exported model; null if the version was not registered by Lamarck
     * @param metrics that it was registered with, e.g. val_accuracy
     * @param study whose winner it is; null if the version was not registered by Lamarck
     * @param runId the run that it names
     */
    record Version(
            String version,
            @Nullable Packaged packaged,
            Map<String, Double> metrics,
            @Nullable String study,
            String runId) {

        public Version {
            metrics = Map.copyOf(metrics);
        }
    }

    /** The champion; null version if there is none. */
    record Champion(@Nullable Version version) {}

    Champion champion(ModelRequest request);

    /**
     * Makes a version the champion, if the champion is still the one that it was measured against.
     *
     * @param expected the version that is champion now; null for none
     * @param by a night, a study or a person
     */
    record PromoteRequest(
            String model, String version, @Nullable String expected, String by, String reason, long atMillis) {}

    /**
     * What came of it.
     *
     * @param champion the version that is champion now
     * @param promoted false if another version had become champion meanwhile
     */
    record PromoteResult(String champion, boolean promoted) {}

    PromoteResult promote(PromoteRequest request);
}
