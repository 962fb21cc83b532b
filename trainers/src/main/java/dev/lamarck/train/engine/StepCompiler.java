package dev.lamarck.train.engine;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.data.ImageData;
import org.jspecify.annotations.Nullable;

/** Turns architectures into something that runs. What it compiles is cached; one thread at a time. */
public interface StepCompiler extends AutoCloseable {

    /**
     * A network to be trained.
     *
     * @param state where to go on from; null begins anew
     * @param seed from which each parameter begins, if it begins anew
     */
    NetworkSession open(
            Architecture architecture,
            Optimizer optimizer,
            StepSettings settings,
            ImageData training,
            ImageData evaluation,
            @Nullable NetworkState state,
            long seed);

    /** The logits of a trained network for these images, row after row. */
    float[] evaluate(Architecture architecture, NetworkState state, ImageData images);

    /** A trained network with gradients to its input. It is to be closed before this compiler is asked for more texts. */
    DifferentiableNetwork differentiable(Architecture architecture, NetworkState state);

    @Override
    void close();
}
