package dev.lamarck.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GeneticSamplerTest extends SamplerContract {

    private static final int SEEDS = 15;
    private static final int TRIALS = 150;
    private static final SearchSpace BOWL = SearchSpace.of(List.of(
            new FloatParameter("a", 0, 1, false, null, null),
            new FloatParameter("b", 0, 1, false, null, null),
            new FloatParameter("c", 1e-4, 1, true, null, null),
            new IntParameter("d", 1, 100, false, null, null),
            new CategoricalParameter("e", List.of("p", "q", "r", "s"), null, null),
            new CategoricalParameter("f", List.of(1, 2, 3), null, null)));

    @Override
    Sampler sampler() {
        return new GeneticSampler();
    }

    @Test
    void findsBetterPointsThanRandomSearch() {
        double genetic = medianOfBest(this);
        double random = medianOfBest(new RandomSamplerTest());

        assertThat(genetic).isLessThan(0.5 * random);
    }

    @Test
    void beginsWithALatinHypercube() {
        SearchSpace square = SearchSpace.of(List.of(
                new FloatParameter("a", 0, 1, false, null, null), new FloatParameter("b", 0, 1, false, null, null)));

        List<Configuration> initial = search(square, 3, 8, _ -> 0);

        assertThat(initial)
                .extracting(c -> (int) (8 * c.number("a")))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(initial)
                .extracting(c -> (int) (8 * c.number("b")))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void namesTheParentsOfAChild() {
        List<Scored> told = new ArrayList<>();
        List<Suggestion> children = new ArrayList<>();
        for (int trial = 0; trial < 60; trial++) {
            Suggestion suggestion = sampler()
                    .suggest(new StudyView(BOWL, told, List.of()), trial, 1, 0)
                    .getFirst();
            told.add(new Scored(trial, suggestion.configuration(), 0, loss(suggestion.configuration())));
            if (trial >= 20) {
                children.add(suggestion);
            }
        }

        assertThat(children).extracting(Suggestion::operator).contains("mutation", "crossover");
        assertThat(children)
                .allSatisfy(child -> assertThat(child.parents())
                        .hasSize(child.operator().equals("crossover") ? 2 : 1)
                        .allMatch(parent -> parent >= 0 && parent < 60));
    }

    private static double medianOfBest(SamplerContract of) {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToDouble(seed -> of.search(BOWL, seed, TRIALS, GeneticSamplerTest::loss).stream()
                        .mapToDouble(GeneticSamplerTest::loss)
                        .min()
                        .orElseThrow())
                .sorted()
                .skip(SEEDS / 2)
                .findFirst()
                .orElseThrow();
    }

    private static double loss(Configuration c) {
        double log = (Math.log10(c.number("c")) + 4) / 4;
        return square(c.number("a") - 0.3)
                + square(c.number("b") - 0.8)
                + square(log - 0.55)
                + square((c.number("d") - 37) / 100)
                + (c.text("e").equals("r") ? 0 : 0.2)
                + 0.1 * Math.abs(c.number("f") - 2);
    }

    private static double square(double x) {
        return x * x;
    }
}
