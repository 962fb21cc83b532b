package dev.lamarck.search.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceSizeTest {

    @Test
    void multipliesIndependentParameters() {
        SearchSpace space = SearchSpace.of(List.of(
                new IntParameter("units", 1, 7, false, null, null),
                new CategoricalParameter("kernel", List.of(3, 5), null, null),
                new FloatParameter("rate", 0, 1, false, null, null)));

        assertThat(SpaceSize.of(space)).isEqualTo(new SpaceSize(1, 2, 14, true));
        assertThat(SpaceSize.of(space).isFinite()).isFalse();
    }

    @Test
    void countsEachDepthOfARepetition() {
        SearchSpace space = SearchSpace.of(List.of(
                new IntParameter("layers", 0, 3, false, null, null),
                new IntParameter("units", 1, 5, false, null, "layers")));

        assertThat(SpaceSize.of(space)).isEqualTo(new SpaceSize(0, 4, 1 + 5 + 25 + 125, true));
        assertThat(SpaceSize.of(space).isFinite()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void countsConditionalsAsBruteForceDoes(int seed) {
        SearchSpace space = randomSpace(new SplittableRandom(seed));

        SpaceSize size = SpaceSize.of(space);

        assertThat(size.exact()).isTrue();
        assertThat(size.combinations()).isEqualTo(bruteForce(space).size());
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 30);
    }

    @Test
    void givesAnUpperBoundWhereItCannotCount() {
        SearchSpace space = SearchSpace.of(List.of(
                new IntParameter("layers", 1, 1_000_000, false, null, null),
                new CategoricalParameter(
                        "kernel", List.of(3, 5), new Condition(Map.of("layers", new Condition.Between(2, 3))), null)));

        assertThat(SpaceSize.of(space)).isEqualTo(new SpaceSize(0, 2, 2_000_000, false));
        assertThat(SpaceSize.of(space).isFinite()).isFalse();
    }

    static SearchSpace randomSpace(SplittableRandom random) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Condition when = null;
            if (i > 0 && random.nextBoolean()) {
                int parent = random.nextInt(i);
                long low = random.nextInt(3);
                when = new Condition(Map.of("p" + parent, new Condition.Between(low, low + random.nextInt(2))));
            }
            parameters.add(new IntParameter("p" + i, 0, 1 + random.nextInt(3), false, when, null));
        }
        parameters.add(new IntParameter("repeated", 1, 2, false, null, "p0"));
        return SearchSpace.of(parameters);
    }

    /** All combinations of cell centres, inactive ones collapsing. */
    static Set<Configuration> bruteForce(SearchSpace space) {
        Set<Configuration> found = new HashSet<>();
        List<SearchSpace.Slot> slots = space.slots();
        int[] cells = slots.stream()
                .mapToInt(slot -> (int) slot.parameter().cardinality().orElseThrow())
                .toArray();
        long all = IntStream.of(cells).asLongStream().reduce(1, (a, b) -> a * b);
        for (long code = 0; code < all; code++) {
            double[] loci = new double[cells.length];
            long rest = code;
            for (int i = 0; i < cells.length; i++) {
                loci[i] = (rest % cells[i] + 0.5) / cells[i];
                rest /= cells[i];
            }
            found.add(space.configuration(slot -> loci[slots.indexOf(slot)]));
        }
        return found;
    }
}
