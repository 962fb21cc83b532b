package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Registers the winner of a study as a model version. */
@ActivityInterface
public interface RegistryActivities {

    /**
     * The version and its alias.
     *
     * @param alias champion if the model had none, else challenger
     */
    record Registration(String model, String version, String alias) {}

    Registration register(TrackingActivities.CloseRequest request);
}
