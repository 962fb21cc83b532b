package dev.lamarck.contract;

import dev.lamarck.search.space.Configuration;
import io.temporal.activity.ActivityInterface;
import java.util.List;
import java.util.Map;

/** Reads the locked test split, once a kept model, on a worker of a pool. */
@ActivityInterface
public interface EvaluationActivities {

    /**
     * What to evaluate.
     *
     * @param reader names the reading in the count of readings of this test split
     */
    record EvaluateRequest(String study, String preset, DataSpec data, String reader, List<Candidate> candidates) {

        public EvaluateRequest {
            candidates = List.copyOf(candidates);
        }
    }

    /** A trained model: its configuration and the artifact folder of its checkpoint. */
    record Candidate(String trial, Configuration configuration, String checkpoint) {}

    /** The test metrics of each candidate, in order, and how often this test split has been read in all. */
    record EvaluateResult(List<Map<String, Double>> metrics, int testReads) {

        public EvaluateResult {
            metrics = List.copyOf(metrics);
        }
    }

    EvaluateResult evaluate(EvaluateRequest request);
}
