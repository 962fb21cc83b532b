package dev.lamarck.search.sampler;

import dev.lamarck.search.genome.GenomeCodec;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Draws every parameter uniformly from its range, on its own scale. */
public final class RandomSampler implements Sampler {

    private static final int TRIES = 2_000;

    @Override
    public Optional<Suggestion> suggest(StudyView view, int trial, long seed) {
        return untried(view, new GenomeCodec(view.space()), Generators.of(seed, trial));
    }

    static Optional<Suggestion> untried(StudyView view, GenomeCodec codec, RandomGenerator random) {
        for (int i = 0; i < TRIES; i++) {
            Configuration configuration = codec.decode(codec.random(random));
            if (!view.tried().contains(configuration.hash())) {
                return Optional.of(new Suggestion(configuration, "random", List.of()));
            }
        }
        return Optional.empty();
    }
}
