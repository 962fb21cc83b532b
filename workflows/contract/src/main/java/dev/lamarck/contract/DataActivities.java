package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Reads data sets from where they come, on a worker that can reach them. */
@ActivityInterface
public interface DataActivities {

    record ReadRequest(DataSource source) {}

    /**
     * Reads, checks and splits the data and brings it into the artifact store under its fingerprint.
     *
     * @throws io.temporal.failure.ApplicationFailure of type DATA if it cannot be read or makes no sense
     */
    DataSpec read(ReadRequest request);
}
