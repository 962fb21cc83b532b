package dev.lamarck.train.loop;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.architecture.InvalidArchitectureException;
import dev.lamarck.train.catalog.Preset;
import dev.lamarck.train.catalog.Presets;
import dev.lamarck.train.engine.Optimizer;
import dev.lamarck.train.engine.StepSettings;
import java.util.Locale;

/** What a preset and a configuration say about training: the network, the optimiser and its numbers. */
public record Recipe(Architecture architecture, Optimizer optimizer, StepSettings settings) {

    private static final int DEFAULT_BATCH = 64;
    private static final double DEFAULT_RATE = 1e-3;

    /**
     * What the network has to fit.
     *
     * @param mean of the training pixels
     * @param std of the training pixels
     */
    public record Fit(ImageShape input, int classes, double mean, double std) {}

    /**
     * Builds a recipe.
     *
     * @throws InvalidArchitectureException if the configuration means no network that could be trained
     */
    public static Recipe of(String presetName, Configuration configuration, Fit fit) {
        Preset preset = Presets.get(presetName);
        Configuration genes = preset.complete(configuration);
        Architecture architecture = preset.family().build(genes, fit.input(), fit.classes(), fit.mean(), fit.std());
        StepSettings settings = new StepSettings(
                genes.integer("batch_size", DEFAULT_BATCH),
                genes.number("learning_rate", DEFAULT_RATE),
                genes.number("momentum", 0),
                genes.number("weight_decay", 0),
                genes.number("dropout", 0));
        return new Recipe(architecture, optimizer(genes.text("optimizer", "adam")), settings);
    }

    private static Optimizer optimizer(String name) {
        try {
            return Optimizer.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidArchitectureException("optimizer '%s' is not one of sgd, adam".formatted(name));
        }
    }
}
