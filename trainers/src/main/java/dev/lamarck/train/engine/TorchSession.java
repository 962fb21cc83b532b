package dev.lamarck.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.lamarck.train.data.ImageData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A network with its training and evaluation rows in PyTorch's memory. */
final class TorchSession implements NetworkSession {

    private final TorchNetwork network;
    private final Torch.Script step;
    private final Torch.Script evaluate;
    private final int batchSize;
    private final int rows;
    private final NDArray pixels;
    private final NDArray labels;
    private final NDArray hyperparameters;
    private final NDArray evaluationPixels;
    private @Nullable NDArray order;

    TorchSession(
            TorchNetwork network,
            Torch.Script step,
            Torch.Script evaluate,
            StepSettings settings,
            ImageData training,
            ImageData evaluation) {
        this.network = network;
        this.step = step;
        this.evaluate = evaluate;
        this.batchSize = settings.batchSize();
        this.rows = training.rows();
        this.pixels = network.pixels(training);
        this.labels = Torch.longs(
                network.manager(),
                Arrays.stream(training.labels()).asLongStream().toArray());
        this.hyperparameters = Torch.doubles(
                network.manager(),
                settings.learningRate(),
                settings.momentum(),
                settings.weightDecay(),
                settings.dropout());
        this.evaluationPixels = network.pixels(evaluation);
    }

    @Override
    public void shuffle(long seed) {
        if (order != null) {
            order.close();
        }
        Torch.seed(seed);
        order = network.manager().randomPermutation(rows);
    }

    @Override
    public int stepsPerEpoch() {
        return Math.ceilDiv(rows, batchSize);
    }

    @Override
    public float[] train(int first, int steps, long seed) {
        if (order == null) {
            throw new IllegalStateException("An epoch begins with shuffle");
        }
        try (NDManager call = network.manager().newSubManager()) {
            NDList arguments = new NDList(
                    Torch.longs(call, first, steps, batchSize, seed), pixels, labels, order, hyperparameters);
            network.addTo(arguments);
            return Torch.train(step, arguments).get(0).toFloatArray();
        }
    }

    @Override
    public float[] evaluate() {
        return network.evaluate(evaluate, evaluationPixels);
    }

    @Override
    public NetworkState state() {
        return network.state();
    }

    @Override
    public void close() {
        network.close();
    }
}
