package dev.lamarck.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceWalkTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void meetsEveryConfigurationOnce(int seed) {
        SearchSpace space = SpaceSizeTest.randomSpace(new SplittableRandom(seed));
        List<Configuration> met = new ArrayList<>();

        new SpaceWalk(space).forEachRemaining(met::add);

        assertThat(met).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(SpaceSizeTest.bruteForce(space));
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 30);
    }

    @Test
    void changesTheLastParameterFastest() {
        SearchSpace space = SearchSpace.of(List.of(
                new IntParameter("a", 1, 2, false, null, null),
                new CategoricalParameter("b", List.of("x", "y"), null, null)));
        List<Configuration> met = new ArrayList<>();

        new SpaceWalk(space).forEachRemaining(met::add);

        assertThat(met)
                .containsExactly(
                        new Configuration(Map.of("a", 1, "b", "x")),
                        new Configuration(Map.of("a", 1, "b", "y")),
                        new Configuration(Map.of("a", 2, "b", "x")),
                        new Configuration(Map.of("a", 2, "b", "y")));
    }

    @Test
    void refusesAContinuousSpace() {
        SearchSpace space = SearchSpace.of(List.of(new FloatParameter("a", 0, 1, false, null, null)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpaceWalk(space))
                .withMessage("Parameter 'a' is continuous; only a finite space can be walked through");
    }
}
