package dev.lamarck.train.architecture;

import dev.lamarck.search.space.Configuration;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutional networks: blocks of convolution, batch normalisation if asked for, activation and pooling by 2, then an
 * optional dense layer. Genes: conv_blocks, filters.1 …, kernel, batch_norm, activation, dense (0 for none), dropout. The
 * gene pool_last (default true) leaves out the last block's pooling.
 */
public final class CnnFamily implements Family {

    private static final int POOL = 2;

    @Override
    public Architecture build(Configuration genes, ImageShape input, int classes, double mean, double std) {
        List<Layer> layers = new ArrayList<>(List.of(new Layer.Standardize(mean, std)));
        Layer.Activation activation = Layer.Activation.parse(genes.text("activation", "relu"));
        int blocks = genes.integer("conv_blocks");
        ImageShape shape = input;
        for (int i = 1; i <= blocks; i++) {
            int filters = genes.integer("filters." + i);
            boolean normalised = genes.flag("batch_norm", false);
            int kernel = genes.integer("kernel", 3);
            layers.add(new Layer.Convolution("conv" + i, shape.channels(), filters, kernel, !normalised));
            if (normalised) {
                layers.add(new Layer.BatchNorm("norm" + i, filters));
            }
            layers.add(new Layer.Activate(activation));
            shape = new ImageShape(filters, shape.height(), shape.width());
            if (i < blocks || genes.flag("pool_last", true)) {
                layers.add(new Layer.MaxPool(POOL));
                shape = pooled(shape, i);
            }
        }
        layers.add(new Layer.Flatten());
        head(layers, genes, activation, shape.size(), classes);
        return new Architecture(input, classes, layers);
    }

    private static void head(
            List<Layer> layers, Configuration genes, Layer.Activation activation, int inputs, int classes) {
        int dense = genes.integer("dense", 0);
        int outputInputs = inputs;
        if (dense > 0) {
            layers.add(new Layer.Dense("dense", inputs, dense));
            layers.add(new Layer.Activate(activation));
            outputInputs = dense;
        }
        if (genes.number("dropout", 0) > 0) {
            layers.add(new Layer.Dropout());
        }
        layers.add(new Layer.Dense("output", outputInputs, classes));
    }

    private static ImageShape pooled(ImageShape shape, int block) {
        if (shape.height() < POOL || shape.width() < POOL) {
            throw new InvalidArchitectureException(
                    "conv_blocks: block %d would pool an image of %d x %d; this data allows fewer blocks"
                            .formatted(block, shape.height(), shape.width()));
        }
        return new ImageShape(shape.channels(), shape.height() / POOL, shape.width() / POOL);
    }
}
