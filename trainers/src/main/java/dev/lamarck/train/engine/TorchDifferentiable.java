package dev.lamarck.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.ImageShape;
import java.util.Arrays;

/** Gradients to the input by PyTorch. The float32 tensors of a checkpoint become doubles once, when it is made. */
final class TorchDifferentiable implements DifferentiableNetwork {

    /** Rows of a call that hide its cost. */
    private static final int MOST_ROWS = 64;

    /** What the rows of a call may keep for the way back: 64 MB of doubles. */
    private static final long MOST_ACTIVATIONS = 1 << 23;

    private final NDManager manager;
    private final Architecture architecture;
    private final Torch.Script evaluate;
    private final Torch.Script differentiate;
    private final int chunk;
    private final NDList tensors = new NDList();

    TorchDifferentiable(
            NDManager parent,
            Architecture architecture,
            NetworkState state,
            Torch.Script evaluate,
            Torch.Script differentiate) {
        this.architecture = architecture;
        this.evaluate = evaluate;
        this.differentiate = differentiate;
        chunk = Math.clamp(MOST_ACTIVATIONS / architecture.activationCount(), 1, MOST_ROWS);
        manager = parent.newSubManager();
        try (TorchNetwork network = new TorchNetwork(parent, architecture, null, state, 0)) {
            NDList single = new NDList();
            network.addTo(single);
            for (NDArray array : single) {
                NDArray copy = array.toType(DataType.FLOAT64, true);
                copy.attach(manager);
                copy.setName(array.getName());
                tensors.add(copy);
            }
        }
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public double[] logits(double[] images) {
        int rows = rows(images);
        double[] logits = new double[rows * architecture.classes()];
        for (int from = 0; from < rows; from += chunk) {
            int to = Math.min(from + chunk, rows);
            try (NDManager call = manager.newSubManager()) {
                NDList arguments = new NDList(Torch.longs(call, 0, to - from, chunk), pixels(call, images, from, to));
                arguments.addAll(tensors);
                double[] part = Torch.infer(evaluate, arguments).get(0).toDoubleArray();
                System.arraycopy(part, 0, logits, from * architecture.classes(), part.length);
            }
        }
        return logits;
    }

    @Override
    public Gradients gradients(double[] images, int[] targets) {
        int rows = rows(images);
        if (targets.length != rows) {
            throw new IllegalArgumentException("%d targets for %d images".formatted(targets.length, rows));
        }
        int size = architecture.input().size();
        double[] logits = new double[rows];
        double[] gradients = new double[images.length];
        for (int from = 0; from < rows; from += chunk) {
            int to = Math.min(from + chunk, rows);
            double[] part = gradients(images, targets, from, to);
            for (int row = from; row < to; row++) {
                int at = (row - from) * (size + 1);
                logits[row] = part[at];
                System.arraycopy(part, at + 1, gradients, row * size, size);
            }
        }
        return new Gradients(logits, gradients);
    }

    private double[] gradients(double[] images, int[] targets, int from, int to) {
        try (NDManager call = manager.newSubManager()) {
            long[] classes = Arrays.stream(targets, from, to).asLongStream().toArray();
            NDArray pixels = pixels(call, images, from, to);
            pixels.setRequiresGradient(true);
            NDList arguments = new NDList(Torch.longs(call, classes), pixels);
            arguments.addAll(tensors);
            return Torch.train(differentiate, arguments).get(0).toDoubleArray();
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    private NDArray pixels(NDManager call, double[] images, int from, int to) {
        ImageShape shape = architecture.input();
        double[] part = Arrays.copyOfRange(images, from * shape.size(), to * shape.size());
        return Torch.doubles(call, part).reshape(new Shape(to - from, shape.channels(), shape.height(), shape.width()));
    }

    private int rows(double[] images) {
        int size = architecture.input().size();
        if (images.length % size != 0) {
            throw new IllegalArgumentException(
                    "%d numbers are no whole number of images of %d".formatted(images.length, size));
        }
        return images.length / size;
    }
}
