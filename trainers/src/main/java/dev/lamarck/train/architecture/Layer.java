package dev.lamarck.train.architecture;

/** One layer of a network. Names are those of its parameters: a convolution {@code conv1} has {@code conv1.weight}. */
public sealed interface Layer {

    /** Pixels as stored, 0 to 255, to (x - mean) / std. */
    record Standardize(double mean, double std) implements Layer {}

    /** [channels, height, width] to a vector, channels first. */
    record Flatten() implements Layer {}

    /** y = W x + b. */
    record Dense(String name, int inputs, int outputs) implements Layer {}

    /**
     * A two-dimensional convolution of stride 1 whose padding keeps height and width; the kernel is odd.
     *
     * @param bias false before a batch normalisation, which takes any bias out again: its gradient is zero but for
     *     rounding, and Adam would turn that noise into steps of full size
     */
    record Convolution(String name, int inputs, int outputs, int kernel, boolean bias) implements Layer {

        public Convolution {
            if (kernel % 2 == 0) {
                throw new IllegalArgumentException("Convolution %s: the kernel %d is even".formatted(name, kernel));
            }
        }
    }

    /** Batch normalisation over channels, with running statistics for evaluation. */
    record BatchNorm(String name, int channels) implements Layer {

        public static final double EPSILON = 1e-5;
        public static final double MOMENTUM = 0.1;
    }

    record Activate(Activation activation) implements Layer {}

    /** The largest of each square of {@code size} x {@code size}; what does not fill a square is left out. */
    record MaxPool(int size) implements Layer {}

    /** Drops values in training, by a probability that is a hyperparameter of the step. */
    record Dropout() implements Layer {}

    /** The non-linearities. */
    enum Activation {
        RELU,
        TANH,
        SIGMOID,
        GELU;

        public static Activation parse(String name) {
            for (Activation activation : values()) {
                if (activation.name().equalsIgnoreCase(name)) {
                    return activation;
                }
            }
            throw new InvalidArchitectureException(
                    "activation '%s' is not one of relu, tanh, sigmoid, gelu".formatted(name));
        }
    }
}
