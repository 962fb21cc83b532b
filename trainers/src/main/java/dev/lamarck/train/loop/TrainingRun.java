package dev.lamarck.train.loop;

import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.engine.NetworkSession;
import dev.lamarck.train.engine.NetworkState;
import dev.lamarck.train.engine.Seeds;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.evaluate.Classification;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains one network from one epoch to another. Stops early at the next call boundary if asked to; gone on from the
 * checkpoint that it leaves, it comes to the same numbers, bit for bit, as if it had never stopped.
 */
public final class TrainingRun {

    /** Hears of the training's progress. */
    public interface Listener {

        /** An epoch is done. */
        void epoch(int epoch, Map<String, Double> metrics);

        /** A call is done; {@code share} of the current epoch is. */
        void progress(int epoch, double share);
    }

    private final Recipe recipe;
    private final int callLength;
    private final long seed;
    private final Listener listener;
    private final BooleanSupplier stop;

    /**
     * A run.
     *
     * @param seed of the trial
     * @param stop asked between calls; once true, the run ends with what it has
     */
    public TrainingRun(Recipe recipe, int callLength, long seed, Listener listener, BooleanSupplier stop) {
        this.recipe = recipe;
        this.callLength = callLength;
        this.seed = seed;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * Trains until {@code to} epochs are done in all or it is asked to stop.
     *
     * @param from where to go on from; null begins anew
     */
    public Checkpoint run(
            StepCompiler compiler, ImageData training, ImageData validation, @Nullable Checkpoint from, int to) {
        NetworkState state = from == null ? null : from.state();
        try (NetworkSession session = compiler.open(
                recipe.architecture(), recipe.optimizer(), recipe.settings(), training, validation, state, seed)) {
            Position position = from == null ? new Position(0, 0, 0, 0) : Position.of(from);
            while (position.epoch < to && !stop.getAsBoolean()) {
                position = epoch(session, position, training.rows());
                if (position.step == 0) {
                    listener.epoch(position.epoch, metrics(session, validation, position));
                }
            }
            return new Checkpoint(
                    session.state(),
                    position.epoch,
                    position.step,
                    position.step == 0 ? 0 : position.lossSum,
                    position.step == 0 ? 0 : position.lossRows);
        }
    }

    private record Position(int epoch, int step, double lossSum, long lossRows) {

        static Position of(Checkpoint checkpoint) {
            return new Position(checkpoint.epoch(), checkpoint.step(), checkpoint.lossSum(), checkpoint.lossRows());
        }
    }

    /** Goes on to the end of the epoch or the first stop; a whole epoch ends at step 0 of the next, its loss kept. */
    private Position epoch(NetworkSession session, Position from, int rows) {
        int epoch = from.epoch + 1;
        session.shuffle(Seeds.order(seed, epoch));
        long dropoutSeed = Seeds.dropout(seed, epoch);
        int steps = session.stepsPerEpoch();
        int batch = recipe.settings().batchSize();
        int step = from.step;
        double lossSum = step == 0 ? 0 : from.lossSum;
        long lossRows = step == 0 ? 0 : from.lossRows;
        while (step < steps) {
            int length = Math.min(callLength, steps - step);
            float[] losses = session.train(step, length, dropoutSeed);
            for (int i = 0; i < length; i++) {
                int batchRows = Math.min(batch, rows - (step + i) * batch);
                lossSum += (double) losses[i] * batchRows;
                lossRows += batchRows;
            }
            step += length;
            listener.progress(epoch, (double) step / steps);
            if (step < steps && stop.getAsBoolean()) {
                return new Position(from.epoch, step, lossSum, lossRows);
            }
        }
        return new Position(epoch, 0, lossSum, lossRows);
    }

    private Map<String, Double> metrics(NetworkSession session, ImageData validation, Position position) {
        Map<String, Double> metrics = Classification.metrics(
                session.evaluate(), validation.labels(), recipe.architecture().classes(), "val_");
        metrics.put("train_loss", position.lossSum / position.lossRows);
        return metrics;
    }
}
