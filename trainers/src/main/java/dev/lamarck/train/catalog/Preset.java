package dev.lamarck.train.catalog;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.train.architecture.Family;

/**
 * A built-in trainer.
 *
 * @param family how a configuration becomes a network
 * @param fixed genes that this preset sets and that no space may vary
 * @param space what it searches unless the job says otherwise
 * @param about one line for people
 */
public record Preset(String name, Family family, Configuration fixed, SearchSpace space, String about) {

    /** The configuration with the fixed genes added. */
    public Configuration complete(Configuration configuration) {
        var all = new java.util.LinkedHashMap<>(fixed.values());
        all.putAll(configuration.values());
        return new Configuration(all);
    }
}
