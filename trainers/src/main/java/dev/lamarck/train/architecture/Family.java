package dev.lamarck.train.architecture;

import dev.lamarck.search.space.Configuration;

/** A kind of network: builds one from the genes of a configuration and the shape of the data. */
public interface Family {

    /**
     * The network that the configuration describes.
     *
     * @param mean of the training pixels
     * @param std of the training pixels, above 0
     * @throws InvalidArchitectureException if there is none, e.g. more poolings than the image has pixels
     */
    Architecture build(Configuration configuration, ImageShape input, int classes, double mean, double std);
}
