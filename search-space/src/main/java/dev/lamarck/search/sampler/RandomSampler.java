package dev.lamarck.search.sampler;

import dev.lamarck.search.genome.GenomeCodec;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Draws every parameter uniformly from its range, on its own scale. */
public final class RandomSampler implements Sampler {

    private static final int TRIES_EACH = 30;

    @Override
    public List<Suggestion> suggest(StudyView view, int trial, long seed, int attempt) {
        Set<Configuration> none = new HashSet<>();
        return draw(new GenomeCodec(view.space()), none, Generators.of(seed, trial, attempt), count(attempt));
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public boolean learns() {
        return false;
    }

    static int count(int attempt) {
        return attempt == 0 ? 1 : MOST;
    }

    /** What the view alone says was tried: the best and the latest, which a child is most likely to repeat. */
    static Set<Configuration> known(StudyView view) {
        Set<Configuration> known = new HashSet<>(view.pending());
        view.told().stream().map(Scored::configuration).forEach(known::add);
        return known;
    }

    /** Up to {@code count} configurations that are not known; these become known. */
    static List<Suggestion> draw(GenomeCodec codec, Set<Configuration> known, RandomGenerator random, int count) {
        List<Suggestion> drawn = new ArrayList<>();
        for (int i = 0; i < TRIES_EACH * count && drawn.size() < count; i++) {
            Configuration configuration = codec.decode(codec.random(random));
            if (known.add(configuration)) {
                drawn.add(new Suggestion(configuration, "random", List.of()));
            }
        }
        return drawn;
    }
}
