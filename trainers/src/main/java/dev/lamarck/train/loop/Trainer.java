package dev.lamarck.train.loop;

import dev.lamarck.search.space.SearchSpaceException;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.train.architecture.InvalidArchitectureException;
import dev.lamarck.train.data.DataException;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.engine.CallLength;
import dev.lamarck.train.engine.StepCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
    private final Splits splits = new Splits();

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
                default -> {
                    TrainingRun.Listener listener = listener(report);
                    report.done(new ModelTasks(compiler, splits, share -> listener.progress(0, share))
                            .answer(request, attempt.artifacts()));
                }
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
        ImageData training = splits.load(request.data().train());
        ImageData validation = splits.load(request.data().validation());
        int callLength =
                CallLength.steps(recipe.architecture(), recipe.settings().batchSize());
        SliceDeadline deadline = SliceDeadline.of(request.deadline());
        TrainingRun run = new TrainingRun(
                recipe, callLength, request.seed(), listener(report), () -> yield.get() || deadline.isPast());
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

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
