package dev.lamarck.train.loop;

import dev.lamarck.search.study.FailureClass;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.explain.Explainer;
import dev.lamarck.train.explain.Explanation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/** Explains the first model of a request on the validation split; the test split stays locked. */
final class ExplainTask {

    private final StepCompiler compiler;
    private final TrainerReport report;
    private final DoubleConsumer progress;

    /**
     * A task.
     *
     * @param progress hears often of the share that is done
     */
    ExplainTask(StepCompiler compiler, TrainerReport report, DoubleConsumer progress) {
        this.compiler = compiler;
        this.report = report;
        this.progress = progress;
    }

    /** Writes the explanation into a folder and reports it. */
    void answer(TrainerRequest request, ImageData validation, Path folder) throws IOException {
        TrainerRequest.Model model = request.models().getFirst();
        Recipe recipe = request.recipe(model);
        Checkpoint checkpoint = Checkpoint.read(Path.of(model.checkpoint()));
        float[] logits = compiler.evaluate(recipe.architecture(), checkpoint.state(), validation);
        Explanation explanation;
        try (DifferentiableNetwork network = compiler.differentiable(recipe.architecture(), checkpoint.state())) {
            explanation = new Explainer(network, validation, request.seed(), progress)
                    .explain(logits, request.methods(), folder);
        } catch (IllegalArgumentException e) {
            report.failed(FailureClass.INVALID_CONFIGURATION.name(), String.valueOf(e.getMessage()));
            return;
        }
        report.done(explanation);
    }
}
