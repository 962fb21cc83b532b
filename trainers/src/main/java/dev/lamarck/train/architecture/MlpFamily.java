package dev.lamarck.train.architecture;

import dev.lamarck.search.space.Configuration;
import java.util.ArrayList;
import java.util.List;

/** Fully connected networks. Genes: hidden_layers, units.1 …, activation, dropout. */
public final class MlpFamily implements Family {

    @Override
    public Architecture build(Configuration genes, ImageShape input, int classes, double mean, double std) {
        List<Layer> layers = new ArrayList<>(List.of(new Layer.Standardize(mean, std), new Layer.Flatten()));
        Layer.Activation activation = Layer.Activation.parse(genes.text("activation", "relu"));
        int inputs = input.size();
        for (int i = 1; i <= genes.integer("hidden_layers", 1); i++) {
            int units = genes.integer("units." + i);
            layers.add(new Layer.Dense("dense" + i, inputs, units));
            layers.add(new Layer.Activate(activation));
            if (genes.number("dropout", 0) > 0) {
                layers.add(new Layer.Dropout());
            }
            inputs = units;
        }
        layers.add(new Layer.Dense("output", inputs, classes));
        return new Architecture(input, classes, layers);
    }
}
