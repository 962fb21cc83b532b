package dev.lamarck.contract;

import dev.lamarck.search.space.Configuration;
import io.temporal.activity.ActivityInterface;
import java.util.List;
import java.util.Map;

/** Measures trained models on a worker of a pool; reads the locked test split, once a kept model. */
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

    /**
     * An exported model.
     *
     * @param folder the artifact folder with {@code model.onnx}
     * @param trainedOn fingerprint of the data that it was trained and chosen on
     */
    record Packaged(String folder, String trainedOn) {}

    record MeasureRequest(String study, DataSpec data, Packaged model) {}

    /**
     * How an exported model does on the validation rows.
     *
     * @param guessing the accuracy of always naming the most frequent class
     */
    record MeasureResult(double accuracy, double guessing) {}

    MeasureResult measure(MeasureRequest request);

    /**
     * Which models to compare on the locked test split.
     *
     * @param reader names the reading in the count of readings of this test split
     */
    record CompareRequest(String study, DataSpec data, String reader, Packaged champion, Packaged challenger) {}

    Comparison compare(CompareRequest request);
}
