package dev.lamarck.dashboard;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.ExportActivities.ExportResult;
import dev.lamarck.contract.GuardrailCheck;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.SearchInsight;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.Verdict;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** A store with studies and nights that nobody trained. */
final class SyntheticStore {

    static final int PICTURES = 6;

    final ArtifactStore store;

    SyntheticStore(Path root) {
        this.store = FileArtifactStore.at(root, 0);
    }

    /** A reader that no server answers. */
    StudyReader reader() {
        return new StudyReader(store, name -> Optional.empty());
    }

    SyntheticStudy begin(String key, String title, int trials) throws IOException {
        return new SyntheticStudy(store, key, spec(title, trials));
    }

    /** A study that has ended, with a winner and explanations. */
    SyntheticStudy ended(String key, String title, int trials) throws IOException {
        SyntheticStudy study = begin(key, title, trials).run(trials);
        finish(study);
        return study;
    }

    void finish(SyntheticStudy study) throws IOException {
        Map<String, Integer> states = new TreeMap<>();
        List<SearchInsight.Line> lines = new ArrayList<>();
        for (Trial trial : study.trials()) {
            states.merge(trial.state().name(), 1, Integer::sum);
            lines.add(new SearchInsight.Line(
                    trial.id(),
                    trial.state().name(),
                    trial.suggestion().operator(),
                    trial.suggestion().parents(),
                    trial.progress().rung() + 1,
                    trial.metrics().get("val_accuracy"),
                    trial.ended() == null ? null : trial.ended().reason()));
        }
        Map<String, Double> importance = new LinkedHashMap<>();
        importance.put("learning_rate", 0.52);
        importance.put("optimizer", 0.21);
        importance.put("dropout", 0.15);
        importance.put("hidden_layers", 0.08);
        importance.put("units.1", 0.04);
        StudyDocument document = new StudyDocument(
                study.spec,
                "0".repeat(64),
                new StudyResult(StudyStatus.COMPLETED, states, winner(study), null),
                study.incumbents(),
                new SearchInsight(importance, lines),
                study.segments(),
                study.lastSegment(),
                SyntheticStudy.START,
                study.endedMillis());
        store.put(ArtifactKeys.studyDocument(study.key), Payloads.json().writeValueAsBytes(document));
    }

    void night(String night, Verdict verdict, String reason, long millis) throws IOException {
        NightDocument document = new NightDocument(
                "digits-nightly",
                night,
                verdict,
                reason,
                millis,
                millis + 600_000,
                "digits",
                "f".repeat(64),
                "3",
                "4",
                new Comparison(359, 0, 4, 17, Map.of("accuracy", 0.941), Map.of("accuracy", 0.9777)),
                new Judgement(
                        verdict,
                        reason,
                        0.0072,
                        0.05,
                        0.0362,
                        List.of(
                                new GuardrailCheck("recall_min_class", 0.86, 0.91, 0.85, true),
                                new GuardrailCheck("latency_ms_p95", 1.4, 6.2, 5.0, verdict != Verdict.BLOCKED))));
        store.put(ArtifactKeys.night("digits-nightly", night), Payloads.json().writeValueAsBytes(document));
    }

    private WinnerResult winner(SyntheticStudy study) throws IOException {
        Trial best = study.trials().stream()
                .filter(trial -> trial.state() == TrialState.COMPLETED)
                .max(Comparator.comparingDouble((Trial trial) -> trial.metrics().get("val_accuracy")))
                .orElseThrow();
        List<WinnerResult.SeedRun> runs = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            runs.add(new WinnerResult.SeedRun(
                    "winner-%d-%d".formatted(best.id(), seed),
                    best.id(),
                    Long.MAX_VALUE - seed,
                    27,
                    Map.of("val_accuracy", 0.975 + seed * 0.002),
                    best.progress().checkpoint(),
                    study.endedMillis() + seed * 1000L,
                    study.endedMillis() + seed * 1000L + 900));
        }
        return new WinnerResult(
                best.id(),
                best.suggestion().configuration(),
                "winner-%d-3".formatted(best.id()),
                Map.of("val_accuracy", 0.981, "test_accuracy", 0.9777, "test_loss", 0.09),
                runs,
                new WinnerResult.Interval(0.979, 0.005),
                study.incumbents().stream()
                        .map(incumbent -> Map.of("test_accuracy", incumbent.value() - 0.01))
                        .toList(),
                1,
                new ExportResult("studies/%s/model/x".formatted(study.key), "a".repeat(64), 359, 5.1e-7, 1),
                explanation(study.key),
                null);
    }

    private Explanation explanation(String study) throws IOException {
        Path folder = Files.createTempDirectory("lamarck-pictures");
        List<Explanation.Row> rows = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            rows.add(new Explanation.Row(10 + i, i, i == 4 ? 9 : i, 0.97 - i * 0.03));
        }
        List<Explanation.Method> methods = new ArrayList<>();
        for (String method : Explanation.IMAGE_METHODS) {
            List<String> images = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                String name = "%s-%02d.png".formatted(method, i);
                ImageIO.write(picture(i), "png", folder.resolve(name).toFile());
                images.add(name);
            }
            methods.add(new Explanation.Method(
                    method, method.equals("integrated-gradients") ? 0.012 : null, null, 0.21, 0.48, images));
        }
        Files.writeString(folder.resolve("secret.txt"), "not a picture");
        String key = ArtifactKeys.explanation(study, "00000000");
        ArtifactFolder.write(store, key, folder);
        return new Explanation(key, rows, methods);
    }

    private static BufferedImage picture(int seed) {
        BufferedImage image = new BufferedImage(224, 112, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                float level = ((x / 14 * 7 + y / 14 * 13 + seed * 5) % 16) / 15f;
                image.setRGB(x, y, x < 112 ? new Color(level, level, level).getRGB() : Color.HSBtoRGB(0.05f, level, 1));
            }
        }
        return image;
    }

    static StudySpec spec(String name, int trials) {
        SearchSpace space = SearchSpace.of(List.of(
                new IntParameter("hidden_layers", 1, 3, false, null, null),
                new IntParameter("units", 64, 512, true, null, "hidden_layers"),
                new CategoricalParameter("activation", List.of("relu", "tanh", "gelu"), null, null),
                new FloatParameter("dropout", 0, 0.5, false, null, null),
                new CategoricalParameter("optimizer", List.of("sgd", "adam"), null, null),
                new FloatParameter("learning_rate", 0.001, 0.03, true, null, null),
                new FloatParameter(
                        "momentum",
                        0,
                        0.99,
                        false,
                        new Condition(Map.of("optimizer", new Condition.OneOf(List.of("sgd")))),
                        null)));
        return new StudySpec(
                name,
                TrainerSpec.preset("mlp"),
                new DataSpec(
                        "digits",
                        1,
                        "f".repeat(64),
                        new DataSpec.Shape(1, 8, 8),
                        10,
                        4.9,
                        6.0,
                        Map.of("train", 1076, "validation", 362, "test", 359)),
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                space,
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(List.of(3, 9, 27), 3),
                Limits.ofTrials(trials),
                2,
                StudySpec.Execution.in("cpu"),
                new FailureRules(5, FailureRules.OutOfMemory.HALVE_BATCH, 20),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(3, 3),
                "digits",
                Explanation.IMAGE_METHODS,
                List.of(),
                null);
    }
}
