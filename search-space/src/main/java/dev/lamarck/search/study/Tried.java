package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import java.util.HashSet;
import java.util.Set;

/** Which configurations were suggested, as hashes. */
final class Tried {

    private final Set<Long> hashes = new HashSet<>();

    void add(Configuration configuration) {
        hashes.add(configuration.hash());
    }

    boolean contains(Configuration configuration) {
        return hashes.contains(configuration.hash());
    }
}
