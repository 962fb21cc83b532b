package dev.lamarck.search.sampler;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The samplers by name. */
public final class Samplers {

    private static final Map<String, Sampler> ALL =
            new TreeMap<>(Map.of("genetic", new GeneticSampler(), "random", new RandomSampler()));

    private Samplers() {}

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * The sampler of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Sampler get(String name) {
        Sampler sampler = ALL.get(name);
        if (sampler == null) {
            throw new IllegalArgumentException("There is no sampler '%s'; there are %s".formatted(name, names()));
        }
        return sampler;
    }
}
