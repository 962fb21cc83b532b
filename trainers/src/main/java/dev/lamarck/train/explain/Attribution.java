package dev.lamarck.train.explain;

import org.jspecify.annotations.Nullable;

/**
 * What each number of an image did for the logit of a class.
 *
 * @param values shaped like the image, [channels, height, width]
 * @param completenessError how far the sum of the values is from the difference that they share out, relative to that
 *     difference; null for methods that share out none
 */
public record Attribution(double[] values, @Nullable Double completenessError) {

    /** The sum over the channels of each pixel, row after row. */
    double[] pixels(int channels) {
        int size = values.length / channels;
        double[] sums = new double[size];
        for (int i = 0; i < values.length; i++) {
            sums[i % size] += values[i];
        }
        return sums;
    }
}
