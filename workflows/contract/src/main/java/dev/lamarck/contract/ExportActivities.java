package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Exports exactly the weights of a checkpoint to ONNX and checks the export against a second runtime. */
@ActivityInterface
public interface ExportActivities {

    record ExportRequest(String study, String preset, DataSpec data, EvaluationActivities.Candidate candidate) {}

    /**
     * The packaged model.
     *
     * @param folder the artifact folder with {@code model.onnx} and what belongs beside it
     * @param checkpointSha256 of the checkpoint that it was made of
     * @param rows how many test rows the check compared
     * @param maxProbabilityDifference between the training engine and ONNX Runtime
     * @param labelAgreement the share of rows with the same label, 1 for all
     */
    record ExportResult(
            String folder, String checkpointSha256, int rows, double maxProbabilityDifference, double labelAgreement) {}

    ExportResult export(ExportRequest request);
}
