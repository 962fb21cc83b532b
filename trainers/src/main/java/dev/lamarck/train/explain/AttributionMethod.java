package dev.lamarck.train.explain;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.engine.DifferentiableNetwork;
import java.util.List;

/** A way to tell which pixels speak for a class. What is explained is the class's logit. */
public sealed interface AttributionMethod permits Saliency, IntegratedGradients, Occlusion {

    /** The names of all methods. */
    List<String> NAMES = List.of(Saliency.NAME, IntegratedGradients.NAME, Occlusion.NAME);

    /** The name by which it is asked for. */
    String name();

    /** True if values below zero mean that a pixel speaks against the class, false if there are none. */
    boolean signed();

    /**
     * Explains one answer.
     *
     * @param image of the shape that the network takes
     */
    Attribution attribute(DifferentiableNetwork network, double[] image, int target);

    /**
     * The method of that name with the settings that suit images of a shape.
     *
     * @param baseline the pixel that stands for "nothing", usually 0 = black; saliency needs none
     * @throws IllegalArgumentException if there is no such method
     */
    static AttributionMethod of(String name, ImageShape shape, double baseline) {
        return switch (name) {
            case Saliency.NAME -> new Saliency();
            case IntegratedGradients.NAME -> new IntegratedGradients(baseline);
            case Occlusion.NAME -> Occlusion.suiting(shape, baseline);
            default ->
                throw new IllegalArgumentException(
                        "There is no way of explaining images called '%s'; there are %s.".formatted(name, NAMES));
        };
    }
}
