package dev.lamarck.train.engine;

import dev.lamarck.train.architecture.ParameterShape;
import java.util.ArrayList;
import java.util.List;

/** How gradients move parameters. */
public enum Optimizer {
    /** Stochastic gradient descent with momentum; weight decay is added to the gradient. */
    SGD,
    /** Adam (Kingma and Ba, ICLR 2015); weight decay is added to the gradient. */
    ADAM;

    public static final double BETA1 = 0.9;
    public static final double BETA2 = 0.999;
    public static final double EPSILON = 1e-8;

    private static final ParameterShape.Initial ZERO = new ParameterShape.Initial.Constant(0);

    /** The state that belongs to these parameters; all of it begins at zero. */
    List<ParameterShape> state(List<ParameterShape> parameters) {
        List<ParameterShape> state = new ArrayList<>();
        switch (this) {
            case SGD -> parameters.forEach(p -> state.add(like(p, "optimizer.momentum.")));
            case ADAM -> {
                state.add(new ParameterShape("optimizer.step", List.of(), ZERO));
                parameters.forEach(p -> state.add(like(p, "optimizer.mean.")));
                parameters.forEach(p -> state.add(like(p, "optimizer.variance.")));
            }
        }
        return state;
    }

    private static ParameterShape like(ParameterShape parameter, String prefix) {
        return new ParameterShape(prefix + parameter.name(), parameter.shape(), ZERO);
    }
}
