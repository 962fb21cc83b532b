package dev.lamarck.train.engine;

import dev.lamarck.train.architecture.Architecture;

/**
 * A trained network, computed in double precision, that also tells how its logits move with its input. Images are rows of
 * pixels as stored, 0 to 255 for bytes, each [channels, height, width]. One thread at a time; closing it frees its memory.
 */
public interface DifferentiableNetwork extends AutoCloseable {

    /**
     * What some images' target classes have to do with their pixels.
     *
     * @param logits of the target classes, one a row
     * @param gradients of these logits to the pixels, row after row
     */
    record Gradients(double[] logits, double[] gradients) {}

    Architecture architecture();

    /** All logits of the images, row after row. */
    double[] logits(double[] images);

    /**
     * The logits of some classes and their gradients.
     *
     * @param targets one class an image
     */
    Gradients gradients(double[] images, int[] targets);

    @Override
    void close();
}
