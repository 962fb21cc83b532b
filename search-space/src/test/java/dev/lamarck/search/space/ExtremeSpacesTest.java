package dev.lamarck.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spaces at the edge of what numbers can be. */
class ExtremeSpacesTest {

    @Test
    void acceptsAWholeNumberWrittenAsAFraction() {
        SearchSpace space = SearchSpace.of(List.of(
                new IntParameter("layers", 1, 3, false, null, null),
                new FloatParameter(
                        "child",
                        0,
                        1,
                        false,
                        new Condition(Map.of("layers", new Condition.OneOf(List.of(2.0)))),
                        null)));

        assertThat(space.check(Map.of("layers", 2, "child", 0.5)).has("child")).isTrue();
    }

    @Test
    void refusesANumericConditionOnAParentWithoutNumbers() {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> SearchSpace.of(List.of(
                        new CategoricalParameter("optimizer", List.of("sgd", "adam"), null, null),
                        new FloatParameter(
                                "child",
                                0,
                                1,
                                false,
                                new Condition(Map.of("optimizer", new Condition.Between(1, 2))),
                                null))));
    }

    @Test
    void refusesARangeWiderThanDoubles() {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new FloatParameter("x", -1.7e308, 1.7e308, false, null, null))
                .withMessageContaining("too wide");
    }

    @Test
    void refusesWholeNumbersThatDoublesCannotHold() {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new IntParameter("x", Long.MIN_VALUE, Long.MAX_VALUE, false, null, null))
                .withMessageContaining("whole numbers go from");
    }
}
