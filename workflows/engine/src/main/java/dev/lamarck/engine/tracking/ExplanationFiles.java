package dev.lamarck.engine.tracking;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.engine.tracking.MlflowRuns.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Explanations as files of a run: pictures that the MLflow page draws with a slider, and tables. */
final class ExplanationFiles {

    private static final String FOLDER = "explanations/";

    private final MlflowApi api;
    private final ArtifactStore store;
    private final StudyDocument document;

    ExplanationFiles(MlflowApi api, ArtifactStore store, StudyDocument document) {
        this.api = api;
        this.store = store;
        this.document = document;
    }

    /** Stores all of them; returns the tags that make MLflow's page show them. */
    Map<String, String> publish(Run run) {
        Map<String, String> tags = new LinkedHashMap<>();
        List<Map<String, String>> tables = new ArrayList<>();
        WinnerResult winner = document.result().winner();
        Explanation explanation = winner == null ? null : winner.explanation();
        if (explanation != null) {
            pictures(run, explanation);
            tags.put("mlflow.loggedImages", "True");
            tables.add(table(run, "explanations", methods(explanation)));
            tables.add(table(run, "explained-images", rows(explanation)));
        }
        if (document.search() != null && !document.search().importance().isEmpty()) {
            List<List<Object>> rows = new ArrayList<>();
            document.search().importance().forEach((name, share) -> rows.add(List.of(name, share)));
            tables.add(table(run, "importance", Map.of("columns", List.of("parameter", "importance"), "data", rows)));
        }
        if (!tables.isEmpty()) {
            tags.put("mlflow.loggedArtifacts", ModelRegistry.write(tables));
        }
        return tags;
    }

    /** Each picture once under a plain name, and once under the name by which MLflow's page finds it, with a preview. */
    private void pictures(Run run, Explanation explanation) {
        ArtifactFolder folder = ArtifactFolder.open(store, explanation.folder());
        for (Explanation.Method method : explanation.methods()) {
            for (int step = 0; step < method.images().size(); step++) {
                String image = method.images().get(step);
                byte[] png = read(folder, image);
                api.upload(run.artifactUri(), FOLDER + image, png);
                String identity = run.id() + "/" + image;
                String name = "images/explanation~%s+step+%d+timestamp+%d+%s"
                        .formatted(
                                method.name(),
                                step,
                                document.endedMillis(),
                                UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)));
                api.upload(run.artifactUri(), name + ".png", png);
                // The page asks for a preview in WebP; browsers go by the content, and Java writes no WebP.
                api.upload(run.artifactUri(), name + "+compressed.webp", png);
            }
        }
    }

    private Map<String, String> table(Run run, String name, Map<String, ?> content) {
        String path = "tables/" + name + ".json";
        api.upload(run.artifactUri(), path, ModelRegistry.write(content).getBytes(StandardCharsets.UTF_8));
        return Map.of("path", path, "type", "table");
    }

    private static Map<String, ?> methods(Explanation explanation) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Explanation.Method method : explanation.methods()) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(method.name());
            row.add(method.completenessError());
            row.add(method.deletionAuc());
            row.add(method.randomDeletionAuc());
            rows.add(row);
        }
        return Map.of(
                "columns",
                List.of("method", "completeness error", "deletion AUC", "random deletion AUC"),
                "data",
                rows);
    }

    private static Map<String, ?> rows(Explanation explanation) {
        List<List<Object>> rows = new ArrayList<>();
        for (int step = 0; step < explanation.rows().size(); step++) {
            Explanation.Row row = explanation.rows().get(step);
            rows.add(List.of(step, row.row(), row.label(), row.predicted(), row.probability()));
        }
        return Map.of("columns", List.of("step", "validation row", "label", "predicted", "probability"), "data", rows);
    }

    private static byte[] read(ArtifactFolder folder, String image) {
        try {
            return Files.readAllBytes(folder.file(image));
        } catch (IOException e) {
            throw new ArtifactException("Cannot read %s of %s.".formatted(image, folder.key()), e);
        }
    }
}
