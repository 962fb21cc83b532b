package dev.lamarck.train.loop;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.InvalidArchitectureException;
import dev.lamarck.train.data.DataException;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.evaluate.Classification;
import dev.lamarck.train.evaluate.ModelComparison;
import dev.lamarck.train.explain.Explainer;
import dev.lamarck.train.explain.Explanation;
import dev.lamarck.train.export.ModelPackage;
import dev.lamarck.train.export.OnnxModel;
import dev.lamarck.train.loop.TrainerRequest.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** Tasks about models that are trained: evaluate, export, explain, measure, compare. */
final class ModelTasks {

    private final StepCompiler compiler;
    private final Splits splits;
    private final DoubleConsumer progress;

    /**
     * Tasks of one request.
     *
     * @param progress hears often of the share that is done
     */
    ModelTasks(StepCompiler compiler, Splits splits, DoubleConsumer progress) {
        this.compiler = compiler;
        this.splits = splits;
        this.progress = progress;
    }

    /**
     * Does what is asked for; files go into a folder.
     *
     * @return what to report
     */
    Object answer(TrainerRequest request, Path artifacts) throws IOException {
        return switch (request.task()) {
            case TrainerRequest.EVALUATE -> evaluate(request);
            case TrainerRequest.EXPORT -> export(request, artifacts);
            case TrainerRequest.EXPLAIN -> explain(request, artifacts);
            case TrainerRequest.MEASURE -> measure(request);
            case TrainerRequest.COMPARE -> compare(request);
            default -> throw new InvalidArchitectureException("There is no task '%s'.".formatted(request.task()));
        };
    }

    private List<Map<String, Double>> evaluate(TrainerRequest request) {
        ImageData test = splits.load(request.data().test());
        List<Map<String, Double>> metrics = new ArrayList<>();
        for (Model model : request.subject().models()) {
            Recipe recipe = request.recipe(model);
            Checkpoint checkpoint = Checkpoint.read(Path.of(model.checkpoint()));
            float[] logits = compiler.evaluate(recipe.architecture(), checkpoint.state(), test);
            metrics.add(Classification.metrics(logits, test.labels(), test.classes(), "test_"));
        }
        return metrics;
    }

    private ModelPackage.Check export(TrainerRequest request, Path folder) throws IOException {
        Model model = request.subject().models().getFirst();
        Recipe recipe = request.recipe(model);
        Checkpoint checkpoint = Checkpoint.read(Path.of(model.checkpoint()));
        ImageData test = splits.load(request.data().test());
        float[] logits = compiler.evaluate(recipe.architecture(), checkpoint.state(), test);
        return new ModelPackage(recipe.architecture(), new Configuration(model.parameters()))
                .write(checkpoint.state(), test, logits, folder);
    }

    /** On the validation split; the test split stays locked. */
    private Explanation explain(TrainerRequest request, Path folder) throws IOException {
        Model model = request.subject().models().getFirst();
        Recipe recipe = request.recipe(model);
        Checkpoint checkpoint = Checkpoint.read(Path.of(model.checkpoint()));
        ImageData validation = splits.load(request.data().validation());
        float[] logits = compiler.evaluate(recipe.architecture(), checkpoint.state(), validation);
        try (DifferentiableNetwork network = compiler.differentiable(recipe.architecture(), checkpoint.state())) {
            return new Explainer(network, validation, request.seed(), progress)
                    .explain(logits, request.subject().methods(), folder);
        } catch (IllegalArgumentException e) {
            throw new InvalidArchitectureException(String.valueOf(e.getMessage()));
        }
    }

    /** Accuracy of an exported model on the validation split, and that of always naming the most frequent class. */
    private Map<String, Double> measure(TrainerRequest request) throws IOException {
        ImageData validation = splits.load(request.data().validation());
        int[] counts = new int[validation.classes()];
        Arrays.stream(validation.labels()).forEach(label -> counts[label]++);
        double guessing = (double) Arrays.stream(counts).max().orElse(0) / validation.rows();
        try (OnnxModel model = open(request.subject().exported().getFirst())) {
            long[] labels = model.predict(validation).labels();
            double accuracy = ModelComparison.metrics(labels, validation).getOrDefault("accuracy", Double.NaN);
            return Map.of("accuracy", accuracy, "guessing", guessing);
        }
    }

    private ModelComparison.Result compare(TrainerRequest request) throws IOException {
        ImageData test = splits.load(request.data().test());
        List<ImageData> seen =
                request.subject().seen().stream().map(Splits::read).toList();
        List<String> exported = request.subject().exported();
        try (OnnxModel champion = open(exported.getFirst());
                OnnxModel challenger = open(exported.getLast())) {
            ModelComparison.Result result = ModelComparison.compare(
                    images -> champion.predict(images).labels(),
                    images -> challenger.predict(images).labels(),
                    test,
                    seen);
            if (result.rows() == 0) {
                throw new DataException(
                        "Each of the %,d test rows was seen in training by the champion or the challenger: nothing is left to compare them on. Keep test rows in files of their own."
                                .formatted(test.rows()));
            }
            return result;
        }
    }

    private static OnnxModel open(String file) throws IOException {
        return OnnxModel.load(Files.readAllBytes(Path.of(file)));
    }
}
