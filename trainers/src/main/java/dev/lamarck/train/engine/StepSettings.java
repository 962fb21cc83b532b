package dev.lamarck.train.engine;

/**
 * What a step is told besides its data; changing it compiles nothing.
 *
 * @param dropout the probability of dropping a value, in [0, 1)
 */
public record StepSettings(int batchSize, double learningRate, double momentum, double weightDecay, double dropout) {

    public StepSettings {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch_size must be at least 1, not " + batchSize);
        }
    }
}
