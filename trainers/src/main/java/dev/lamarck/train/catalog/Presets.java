package dev.lamarck.train.catalog;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.train.architecture.CnnFamily;
import dev.lamarck.train.architecture.MlpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The built-in trainers. A family comes with the space of its architectures, a fixed network with that of its training. */
public final class Presets {

    private static final List<Preset> ALL = List.of(
            new Preset("mlp", new MlpFamily(), Configuration.EMPTY, mlp(), "fully connected, 1 to 3 hidden layers"),
            new Preset(
                    "mlp-128",
                    new MlpFamily(),
                    new Configuration(Map.of("hidden_layers", 1, "units.1", 128)),
                    SearchSpace.of(training()),
                    "one hidden layer of 128 (784-128-10 on 28 x 28 images)"),
            new Preset("cnn", new CnnFamily(), Configuration.EMPTY, cnn(), "1 to 3 blocks of convolution and pooling"),
            new Preset(
                    "cnn-32-64",
                    new CnnFamily(),
                    new Configuration(Map.of("conv_blocks", 2, "filters.1", 32, "filters.2", 64, "kernel", 3)),
                    SearchSpace.of(training()),
                    "convolutions of 32 and 64 filters, each pooled, then the classes"),
            new Preset(
                    "cnn-32-64-64",
                    new CnnFamily(),
                    new Configuration(Map.of(
                            "conv_blocks",
                            3,
                            "filters.1",
                            32,
                            "filters.2",
                            64,
                            "filters.3",
                            64,
                            "kernel",
                            3,
                            "dense",
                            64,
                            "pool_last",
                            false)),
                    SearchSpace.of(training()),
                    "convolutions of 32, 64 and 64 filters, dense 64"));

    private Presets() {}

    public static List<String> names() {
        return ALL.stream().map(Preset::name).toList();
    }

    public static Optional<Preset> find(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
    }

    /**
     * The preset of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Preset get(String name) {
        return find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no preset '%s'; there are %s".formatted(name, names())));
    }

    private static SearchSpace mlp() {
        List<Parameter> genes = new ArrayList<>(List.of(
                new IntParameter("hidden_layers", 1, 3, false, null, null),
                new IntParameter("units", 16, 256, true, null, "hidden_layers"),
                choice("activation", "relu", "tanh", "gelu")));
        genes.addAll(training());
        return SearchSpace.of(genes);
    }

    private static SearchSpace cnn() {
        List<Parameter> genes = new ArrayList<>(List.of(
                new IntParameter("conv_blocks", 1, 3, false, null, null),
                new IntParameter("filters", 8, 64, true, null, "conv_blocks"),
                choice("kernel", 3, 5),
                choice("batch_norm", false, true),
                choice("activation", "relu", "tanh", "gelu"),
                choice("dense", 0, 64, 128)));
        genes.addAll(training());
        return SearchSpace.of(genes);
    }

    private static List<Parameter> training() {
        return List.of(
                real("dropout", 0, 0.5, false),
                choice("optimizer", "sgd", "adam"),
                real("learning_rate", 1e-4, 1e-1, true),
                new FloatParameter(
                        "momentum",
                        0,
                        0.99,
                        false,
                        new Condition(Map.of("optimizer", new Condition.OneOf(List.of("sgd")))),
                        null),
                real("weight_decay", 1e-6, 1e-2, true),
                choice("batch_size", 32, 64, 128));
    }

    private static FloatParameter real(String name, double low, double high, boolean log) {
        return new FloatParameter(name, low, high, log, null, null);
    }

    private static CategoricalParameter choice(String name, Object... choices) {
        @Nullable Condition always = null;
        return new CategoricalParameter(name, List.of(choices), always, null);
    }
}
