package dev.lamarck.train.engine;

/** A network in memory with its data, ready to be trained and evaluated. One thread at a time; closing it frees both. */
public interface NetworkSession extends AutoCloseable {

    /** Draws the order of the training rows for an epoch: {@code torch.randperm} after this seed. */
    void shuffle(long seed);

    /** How many steps an epoch has; the last one may have fewer rows. */
    int stepsPerEpoch();

    /**
     * Does whole training steps in one call.
     *
     * @param first the first step within the epoch, from 0
     * @param seed of the epoch's dropout
     * @return the mean loss of each step's batch
     */
    float[] train(int first, int steps, long seed);

    /** The logits of the evaluation rows, row after row. */
    float[] evaluate();

    NetworkState state();

    @Override
    void close();
}
