package dev.lamarck.train.explain;

import dev.lamarck.train.engine.DifferentiableNetwork;

/**
 * The absolute gradient of the logit: where the smallest change of a pixel would change the answer most. Simonyan,
 * Vedaldi and Zisserman, "Deep inside convolutional networks", ICLR workshop 2014. It tells what the network watches, not
 * what the image has there, so that black pixels may stand out.
 */
public record Saliency() implements AttributionMethod {

    static final String NAME = "saliency";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean signed() {
        return false;
    }

    @Override
    public Attribution attribute(DifferentiableNetwork network, double[] image, int target) {
        double[] values = network.gradients(image, new int[] {target}).gradients();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return new Attribution(values, null);
    }
}
