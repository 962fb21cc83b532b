package dev.lamarck.search.sampler;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random generators made fresh for each trial, so that no generator's state has to be kept. */
final class Generators {

    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final long ATTEMPT = 0xD1B54A32D192ED03L;

    private Generators() {}

    static RandomGenerator of(long seed, int trial) {
        return of(seed, trial, 0);
    }

    static RandomGenerator of(long seed, int trial, int attempt) {
        return FACTORY.create(seed * GOLDEN_RATIO + trial + attempt * ATTEMPT);
    }
}
