package dev.lamarck.train.loop;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpaceException;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.train.architecture.InvalidArchitectureException;
import dev.lamarck.train.data.DataException;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.engine.CallLength;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.evaluate.Classification;
import dev.lamarck.train.export.ModelPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does what trainer requests ask for. Data stays in memory from one request to the next. */
public final class Trainer {

    private static final long PROGRESS_MILLIS = 1_000;

    /** The files of one attempt. */
    public record Attempt(
            Path request, Path report, @Nullable Path checkpointIn, Path checkpointOut, Path artifacts) {}

    private final StepCompiler compiler;
    private final AtomicBoolean yield;
    private final Map<String, ImageData> loaded = new HashMap<>();

    /**
     * A trainer.
     *
     * @param yield once true, the request at hand ends at the next call boundary with a checkpoint
     */
    public Trainer(StepCompiler compiler, AtomicBoolean yield) {
        this.compiler = compiler;
        this.yield = yield;
    }

    /** Answers one request; what fails is reported, with its class. */
    public void answer(Attempt attempt) {
        TrainerReport report = new TrainerReport(attempt.report());
        try {
            TrainerRequest request = TrainerRequest.read(attempt.request());
            switch (request.task()) {
                case TrainerRequest.TRAIN -> train(request, attempt, report);
                case TrainerRequest.EVALUATE -> report.done(evaluate(request));
                case TrainerRequest.EXPORT -> report.done(export(request, attempt));
                case TrainerRequest.EXPLAIN -> {
                    TrainingRun.Listener listener = listener(report);
                    new ExplainTask(compiler, report, share -> listener.progress(0, share))
                            .answer(request, load(request.data().validation()), attempt.artifacts());
                }
                default -> report.failed("USER_CODE", "There is no task '%s'.".formatted(request.task()));
            }
        } catch (InvalidArchitectureException | SearchSpaceException e) {
            report.failed(FailureClass.INVALID_CONFIGURATION.name(), message(e));
        } catch (DataException e) {
            report.failed(FailureClass.DATA.name(), message(e));
        } catch (OutOfMemoryError e) {
            report.failed(FailureClass.OUT_OF_MEMORY.name(), message(e));
        } catch (ai.djl.engine.EngineException e) {
            boolean memory = message(e).contains("allocate memory");
            report.failed((memory ? FailureClass.OUT_OF_MEMORY : FailureClass.USER_CODE).name(), message(e));
        } catch (IOException | UncheckedIOException e) {
            report.failed(FailureClass.INFRASTRUCTURE.name(), message(e));
        }
    }

    private void train(TrainerRequest request, Attempt attempt, TrainerReport report) throws IOException {
        Recipe recipe = request.recipe();
        ImageData training = load(request.data().train());
        ImageData validation = load(request.data().validation());
        int callLength =
                CallLength.steps(recipe.architecture(), recipe.settings().batchSize());
        TrainingRun run = new TrainingRun(
                recipe, callLength, request.seed(), listener(report), () -> yield.get() || request.isPastDeadline());
        Checkpoint from = attempt.checkpointIn() == null ? null : Checkpoint.read(attempt.checkpointIn());
        Checkpoint end = run.run(compiler, training, validation, from, request.to());
        end.write(attempt.checkpointOut());
        if (end.epoch() >= request.to()) {
            report.done(Map.of(
                    "parameters", recipe.architecture().parameterCount(),
                    "architecture", recipe.architecture().summary()));
        } else {
            report.yielded(end.epoch());
        }
    }

    private static TrainingRun.Listener listener(TrainerReport report) {
        return new TrainingRun.Listener() {

            private long last = System.currentTimeMillis();

            @Override
            public void epoch(int epoch, Map<String, Double> metrics) {
                last = System.currentTimeMillis();
                report.step(epoch, metrics);
            }

            @Override
            public void progress(int epoch, double share) {
                long now = System.currentTimeMillis();
                if (now - last >= PROGRESS_MILLIS) {
                    last = now;
                    report.progress(epoch, share);
                }
            }
        };
    }

    private List<Map<String, Double>> evaluate(TrainerRequest request) {
        ImageData test = load(request.data().test());
        List<Map<String, Double>> metrics = new ArrayList<>();
        for (TrainerRequest.Model model : request.models()) {
            Recipe recipe = request.recipe(model);
            Checkpoint checkpoint = Checkpoint.read(Path.of(model.checkpoint()));
            float[] logits = compiler.evaluate(recipe.architecture(), checkpoint.state(), test);
            metrics.add(Classification.metrics(logits, test.labels(), test.classes(), "test_"));
        }
        return metrics;
    }

    private ModelPackage.Check export(TrainerRequest request, Attempt attempt) throws IOException {
        TrainerRequest.Model model = request.models().getFirst();
        Recipe recipe = request.recipe(model);
        Checkpoint checkpoint = Checkpoint.read(Path.of(model.checkpoint()));
        ImageData test = load(request.data().test());
        float[] logits = compiler.evaluate(recipe.architecture(), checkpoint.state(), test);
        return new ModelPackage(recipe.architecture(), new Configuration(model.parameters()))
                .write(checkpoint.state(), test, logits, attempt.artifacts());
    }

    private ImageData load(@Nullable String path) {
        if (path == null) {
            throw new DataException("The request names no file for a split that it needs.");
        }
        if (!loaded.containsKey(path)) {
            Path folder = Path.of(path).toAbsolutePath().getParent();
            loaded.keySet().removeIf(other -> !Path.of(other).toAbsolutePath().startsWith(String.valueOf(folder)));
        }
        return loaded.computeIfAbsent(path, p -> DataFile.read(Path.of(p)));
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
