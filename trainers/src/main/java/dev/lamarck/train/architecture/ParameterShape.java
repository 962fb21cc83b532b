package dev.lamarck.train.architecture;

import java.util.List;

/**
 * A trained tensor of a network.
 *
 * @param name unique in the network, e.g. conv1.weight
 * @param initial how it begins
 */
public record ParameterShape(String name, List<Integer> shape, Initial initial) {

    /** How a tensor begins. */
    public sealed interface Initial {

        /** Uniform in [-bound, bound). */
        record Uniform(double bound) implements Initial {}

        record Constant(double value) implements Initial {}
    }

    public ParameterShape {
        shape = List.copyOf(shape);
    }

    public long size() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
}
