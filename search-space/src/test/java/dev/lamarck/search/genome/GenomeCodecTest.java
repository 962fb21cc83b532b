package dev.lamarck.search.genome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GenomeCodecTest {

    private static final SearchSpace SPACE = SearchSpace.of(List.of(
            new IntParameter("blocks", 1, 3, false, null, null),
            new IntParameter("filters", 8, 64, true, null, "blocks"),
            new CategoricalParameter("kernel", List.of(3, 5), null, "blocks"),
            new CategoricalParameter("optimizer", List.of("sgd", "adam"), null, null),
            new FloatParameter(
                    "momentum",
                    0,
                    0.99,
                    false,
                    new Condition(Map.of("optimizer", new Condition.OneOf(List.of("sgd")))),
                    null),
            new FloatParameter("rate", 1e-4, 1e-1, true, null, null)));

    private final GenomeCodec codec = new GenomeCodec(SPACE);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void decodesWhatItEncoded(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Configuration configuration = codec.decode(codec.random(random));

        Configuration again = codec.decode(codec.encode(configuration, random));

        assertThat(again.values().keySet())
                .containsExactlyElementsOf(configuration.values().keySet());
        configuration.values().forEach((name, value) -> {
            if (value instanceof Double number) {
                assertThat(again.number(name)).isCloseTo(number, Percentage.withPercentage(1e-9));
            } else {
                assertThat(again.values()).containsEntry(name, value);
            }
        });
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 200);
    }

    @Test
    void makesEachBlockAChromosome() {
        Genotype<DoubleGene> genotype = codec.random(new SplittableRandom(1));

        assertThat(genotype.length()).isEqualTo(4);
        assertThat(genotype.get(0).length()).isEqualTo(4);
        assertThat(IntStream.rangeClosed(1, 3).map(block -> genotype.get(block).length()))
                .containsOnly(2);
    }

    @Test
    void hasOneChromosomeWithoutRepetition() {
        GenomeCodec flat =
                new GenomeCodec(SearchSpace.of(List.of(new FloatParameter("rate", 0, 1, false, null, null))));

        assertThat(flat.random(new SplittableRandom(1)).length()).isEqualTo(1);
    }

    @Test
    void givesInactiveParametersRandomGenes() {
        Configuration adam =
                SPACE.check(Map.of("blocks", 1, "filters.1", 8, "kernel.1", 3, "optimizer", "adam", "rate", 0.01));

        Genotype<DoubleGene> first = codec.encode(adam, new SplittableRandom(1));
        Genotype<DoubleGene> second = codec.encode(adam, new SplittableRandom(2));

        assertThat(first).isNotEqualTo(second);
        assertThat(first.get(1)).isEqualTo(second.get(1));
        assertThat(first.get(3)).isNotEqualTo(second.get(3));
    }
}
