package dev.lamarck.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchSpaceTest {

    private static final IntParameter BLOCKS = new IntParameter("conv_blocks", 0, 3, false, null, null);
    private static final IntParameter FILTERS = new IntParameter("filters", 8, 64, true, null, "conv_blocks");
    private static final CategoricalParameter OPTIMIZER =
            new CategoricalParameter("optimizer", List.of("sgd", "adam"), null, null);
    private static final FloatParameter MOMENTUM =
            new FloatParameter("momentum", 0, 0.9, false, when("optimizer", "sgd"), null);

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", "1a", "_a", "a b", "a/b", "../a", "\u00e4", "a\nb"})
    void refusesWhatIsNoName(String name) {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new FloatParameter(name, 0, 1, false, null, null))
                .withMessage(
                        "'%s' is not a parameter name: use letters, digits, '_', '-' and '.', beginning with a letter.",
                        name);
    }

    @Test
    void refusesTwoParametersOfOneName() {
        refuses("The space has two parameters named 'optimizer'.", OPTIMIZER, OPTIMIZER);
    }

    @Test
    void refusesANameThatARepetitionMakes() {
        FloatParameter clash = new FloatParameter("filters.2", 0, 1, false, null, null);

        refuses("The space has two parameters named 'filters.2'.", BLOCKS, FILTERS, clash);
    }

    @Test
    void refusesAConditionOnAnUnknownParent() {
        refuses(
                "Parameter 'momentum': its condition names 'optimizer', which is not declared before it. Known there:"
                        + " [].",
                MOMENTUM);
    }

    @Test
    void refusesAConditionOnALaterParent() {
        refuses(
                "Parameter 'momentum': its condition names 'optimizer', which is not declared before it. Known there:"
                        + " [conv_blocks].",
                BLOCKS,
                MOMENTUM,
                OPTIMIZER);
    }

    @Test
    void refusesAConditionOnARepeatedParent() {
        FloatParameter child = new FloatParameter("child", 0, 1, false, when("filters", 8), null);

        refuses("Parameter 'child': its condition names 'filters', which is repeated.", BLOCKS, FILTERS, child);
    }

    @Test
    void refusesAConditionThatCanNeverHold() {
        FloatParameter child = new FloatParameter("child", 0, 1, false, when("optimizer", "rmsprop"), null);

        refuses("Parameter 'optimizer': rmsprop is not one of the choices [sgd, adam].", OPTIMIZER, child);
    }

    @Test
    void refusesRepetitionOverWhatIsNoCount() {
        IntParameter repeated = new IntParameter("filters", 8, 64, true, null, "optimizer");

        refuses(
                "Parameter 'filters': it repeats over 'optimizer', which is not an integer parameter of at least 0"
                        + " declared before it.",
                OPTIMIZER,
                repeated);
    }

    @Test
    void refusesMoreParametersThanItCanHold() {
        IntParameter count = new IntParameter("count", 0, 10_001, false, null, null);

        refuses(
                "The space has more than 10,000 parameters.",
                count,
                new IntParameter("filters", 8, 64, true, null, "count"));
    }

    @Test
    void refusesAConditionWithoutParents() {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new Condition(Map.of()))
                .withMessageStartingWith("A condition needs at least one parent");
    }

    @Test
    void refusesAConditionWhoseBoundsAreSwapped() {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> new Condition.Between(3, 1))
                .withMessage("A condition's min (3.0) must not be above its max (1.0).");
    }

    @Test
    void expandsARepetitionToItsLargestCount() {
        SearchSpace space = SearchSpace.of(List.of(BLOCKS, FILTERS, OPTIMIZER));

        assertThat(space.slots().stream().map(slot -> slot.parameter().name()))
                .containsExactly("conv_blocks", "filters.1", "filters.2", "filters.3", "optimizer");
        assertThat(space.slots()).extracting(SearchSpace.Slot::block).containsExactly(0, 1, 2, 3, 0);
        assertThat(space.declared()).containsExactly(BLOCKS, FILTERS, OPTIMIZER);
    }

    @Test
    void asksOnlyForActiveParameters() {
        SearchSpace space = SearchSpace.of(List.of(BLOCKS, FILTERS, OPTIMIZER, MOMENTUM));

        Configuration small = space.configuration(_ -> 0.0);
        Configuration large = space.configuration(_ -> 0.999);

        assertThat(small.values().keySet()).containsExactly("conv_blocks", "optimizer", "momentum");
        assertThat(large.values().keySet())
                .containsExactly("conv_blocks", "filters.1", "filters.2", "filters.3", "optimizer");
    }

    @Test
    void deactivatesTheChildrenOfInactiveParents() {
        FloatParameter grandchild = new FloatParameter(
                "nesterov",
                0,
                1,
                false,
                new Condition(Map.of("momentum", new Condition.Between(0, Double.POSITIVE_INFINITY))),
                null);
        SearchSpace space = SearchSpace.of(List.of(OPTIMIZER, MOMENTUM, grandchild));

        assertThat(space.configuration(_ -> 0.1).has("nesterov")).isTrue();
        assertThat(space.configuration(_ -> 0.9).has("nesterov")).isFalse();
    }

    @Test
    void joinsTheConditionOfARepeatedParameterWithItsCount() {
        FloatParameter dropout = new FloatParameter("dropout", 0, 1, false, when("optimizer", "sgd"), "conv_blocks");
        SearchSpace space = SearchSpace.of(List.of(OPTIMIZER, BLOCKS, dropout));

        Configuration sgd = space.check(Map.of("optimizer", "sgd", "conv_blocks", 1, "dropout.1", 0.5));
        Configuration adam = space.check(Map.of("optimizer", "adam", "conv_blocks", 1));

        assertThat(sgd.has("dropout.1")).isTrue();
        assertThat(adam.values()).hasSize(2);
    }

    @Test
    void acceptsGivenValuesInAnyOrderAndOfAnyNumberType() {
        SearchSpace space = SearchSpace.of(List.of(BLOCKS, FILTERS, OPTIMIZER, MOMENTUM));

        Configuration checked =
                space.check(Map.of("momentum", 0, "optimizer", "sgd", "filters.1", 16.0, "conv_blocks", 1));

        assertThat(checked.values()).containsEntry("filters.1", 16L).containsEntry("momentum", 0.0);
        assertThat(checked.values().keySet()).containsExactly("conv_blocks", "filters.1", "optimizer", "momentum");
    }

    @Test
    void namesAGivenParameterThatIsMissing() {
        refusesValues("The configuration lacks parameter 'momentum'.", Map.of("optimizer", "sgd"));
    }

    @Test
    void namesAGivenParameterThatIsUnknown() {
        refusesValues(
                "The space has no parameter 'moment'; it has [optimizer, momentum].",
                Map.of("optimizer", "adam", "moment", 0.5));
    }

    @Test
    void namesAGivenParameterThatIsInactive() {
        refusesValues(
                "Parameter 'momentum' does not exist with these values of its parents. Leave it out.",
                Map.of("optimizer", "adam", "momentum", 0.5));
    }

    @Test
    void namesAGivenValueThatIsOutOfRange() {
        refusesValues(
                "Parameter 'momentum': 1.5 is not a number in [0, 0.9].", Map.of("optimizer", "sgd", "momentum", 1.5));
    }

    @Test
    void hashesEqualConfigurationsEquallyOnEveryMachine() {
        Configuration first = new Configuration(Map.of("rate", 0.5, "batch", 64, "name", "a"));
        Configuration second = new Configuration(Map.of("name", "a", "rate", 0.5f, "batch", 64L));

        assertThat(first).isEqualTo(second);
        assertThat(first.hash()).isEqualTo(second.hash()).isEqualTo(4_756_458_890_748_572_560L);
    }

    @Test
    void hashesValuesOfAnotherTypeDifferently() {
        assertThat(new Configuration(Map.of("a", "1")).hash()).isNotEqualTo(new Configuration(Map.of("a", 1)).hash());
        assertThat(new Configuration(Map.of("a", 1.0)).hash()).isNotEqualTo(new Configuration(Map.of("a", 1)).hash());
    }

    private static void refuses(String message, Parameter... parameters) {
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> SearchSpace.of(Arrays.asList(parameters)))
                .withMessage(message);
    }

    private static void refusesValues(String message, Map<String, ?> values) {
        SearchSpace space = SearchSpace.of(List.of(OPTIMIZER, MOMENTUM));
        assertThatExceptionOfType(SearchSpaceException.class)
                .isThrownBy(() -> space.check(values))
                .withMessage(message);
    }

    private static Condition when(String parent, Object value) {
        return new Condition(Map.of(parent, new Condition.OneOf(List.of(value))));
    }
}
