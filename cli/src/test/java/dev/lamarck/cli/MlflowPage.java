package dev.lamarck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/** Where MLflow's page shows a study of the shared stack. */
final class MlflowPage {

    private MlflowPage() {}

    /** Whether the study's record is complete. */
    static boolean isPublished(String study) {
        try {
            return parent(study)
                    .filter(run -> run.path("info").path("status").asText().equals("FINISHED"))
                    .isPresent();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static String parentRun(String study) throws IOException, InterruptedException {
        return parent(study).orElseThrow().path("info").path("run_id").asText();
    }

    /** The metrics of a run, among which MLflow shows pictures. */
    static String address(String study, String run) throws IOException, InterruptedException {
        String experiment =
                parent(study).orElseThrow().path("info").path("experiment_id").asText();
        return "%s/#/experiments/%s/runs/%s/model-metrics?workflowType=machine_learning"
                .formatted(SharedStack.mlflow(), experiment, run);
    }

    private static Optional<JsonNode> parent(String study) throws IOException, InterruptedException {
        return new MlflowReader(SharedStack.mlflow())
                .runs(study).stream()
                        .filter(run -> MlflowReader.tag(run, "lamarck.role").equals("study"))
                        .findFirst();
    }
}
