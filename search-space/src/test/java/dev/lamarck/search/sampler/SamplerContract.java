package dev.lamarck.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.pruner.NoPruner;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Decision;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyRules;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class SamplerContract {

    private static final SearchSpace MIXED = SearchSpace.of(List.of(
            new IntParameter("blocks", 1, 3, false, null, null),
            new IntParameter("filters", 8, 64, true, null, "blocks"),
            new CategoricalParameter("optimizer", List.of("sgd", "adam"), null, null),
            new FloatParameter(
                    "momentum",
                    0,
                    0.99,
                    false,
                    new Condition(Map.of("optimizer", new Condition.OneOf(List.of("sgd")))),
                    null),
            new FloatParameter("rate", 1e-4, 1e-1, true, null, null)));

    abstract Sampler sampler();

    @Test
    void respectsSpaceAndConditions() {
        List<Configuration> all = search(MIXED, 3, 80, configuration -> configuration.number("rate"));

        assertThat(all)
                .hasSize(80)
                .allSatisfy(configuration ->
                        assertThat(MIXED.check(configuration.values())).isEqualTo(configuration));
        assertThat(all).anyMatch(configuration -> configuration.has("momentum"));
        assertThat(all).anyMatch(configuration -> !configuration.has("momentum"));
    }

    @Test
    void repeatsItselfWithTheSameSeed() {
        List<Configuration> first = search(MIXED, 7, 50, configuration -> configuration.number("rate"));
        List<Configuration> second = search(MIXED, 7, 50, configuration -> configuration.number("rate"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void goesAnotherWayWithAnotherSeed() {
        List<Configuration> first = search(MIXED, 7, 50, configuration -> configuration.number("rate"));
        List<Configuration> second = search(MIXED, 8, 50, configuration -> configuration.number("rate"));

        assertThat(second).doesNotContainAnyElementsOf(first);
    }

    @Test
    void suggestsNothingTwiceAndEndsWithTheSpace() {
        SearchSpace small = SearchSpace.of(List.of(
                new IntParameter("a", 1, 4, false, null, null),
                new CategoricalParameter("b", List.of("x", "y", "z"), null, null)));

        List<Configuration> all = search(small, 1, 100, configuration -> configuration.number("a"));

        assertThat(all).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void suggestsTheOnlyPointOfASpaceOnce() {
        SearchSpace point = SearchSpace.of(List.of(new CategoricalParameter("a", List.of(1), null, null)));

        List<Configuration> all = search(point, 1, 3, _ -> 0);

        assertThat(all).containsExactly(new Configuration(Map.of("a", 1)));
    }

    @Test
    void worksInAThousandDimensions() {
        List<Parameter> parameters = IntStream.range(0, 1_000)
                .<Parameter>mapToObj(i -> new FloatParameter("p" + i, 0, 1, false, null, null))
                .toList();
        SearchSpace wide = SearchSpace.of(parameters);

        List<Configuration> all = search(wide, 1, 25, configuration -> configuration.number("p0"));

        assertThat(all)
                .hasSize(25)
                .doesNotHaveDuplicates()
                .allSatisfy(configuration -> assertThat(configuration.values()).hasSize(1_000));
    }

    @Test
    void goesOnWhereTrialsFailed() {
        List<Configuration> some = search(
                MIXED,
                5,
                40,
                configuration ->
                        configuration.has("momentum") ? Double.POSITIVE_INFINITY : configuration.number("rate"));
        List<Configuration> none = search(MIXED, 5, 40, _ -> Double.POSITIVE_INFINITY);

        assertThat(some).hasSize(40).doesNotHaveDuplicates();
        assertThat(none).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void takesResultsInAnyOrder() {
        List<Scored> told = new ArrayList<>();
        for (int trial = 0; trial < 30; trial++) {
            Configuration configuration = sampler()
                    .suggest(new StudyView(MIXED, List.of(), List.of()), trial, 9, 0)
                    .getFirst()
                    .configuration();
            told.add(new Scored(trial, configuration, trial % 3, configuration.number("rate")));
        }
        Collections.shuffle(told, new Random(4));

        List<Suggestion> next = sampler().suggest(new StudyView(MIXED, told, List.of()), 30, 9, 0);

        assertThat(next).singleElement().satisfies(suggestion -> {
            Configuration configuration = suggestion.configuration();
            assertThat(MIXED.check(configuration.values())).isEqualTo(configuration);
            assertThat(told).noneMatch(scored -> scored.configuration().equals(configuration));
        });
    }

    @Test
    void proposesMoreWhenItIsAskedAgain() {
        StudyView view = new StudyView(MIXED, List.of(), List.of());

        List<Suggestion> first = sampler().suggest(view, 3, 9, 0);
        List<Suggestion> second = sampler().suggest(view, 3, 9, 1);

        assertThat(first).hasSize(1);
        assertThat(second)
                .hasSizeBetween(2, Sampler.MOST)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(first);
    }

    @Test
    void proposesTheSameWhateverItIsToldIfItDoesNotLearn() {
        List<Scored> told = IntStream.range(0, 30)
                .mapToObj(trial -> new Scored(
                        trial,
                        sampler()
                                .suggest(StudyView.of(MIXED), trial, 9, 0)
                                .getFirst()
                                .configuration(),
                        0,
                        trial))
                .toList();

        List<Suggestion> first = sampler().suggest(StudyView.of(MIXED), 30, 9, 0);
        List<Suggestion> second = sampler().suggest(new StudyView(MIXED, told, List.of()), 30, 9, 0);

        assertThat(first.equals(second)).isNotEqualTo(sampler().learns());
    }

    @Test
    void saysWhichFormItHas() {
        assertThat(sampler().version()).isPositive();
    }

    /** The configurations of a study that tells each trial before it asks for the next one; infinite is failed. */
    final List<Configuration> search(SearchSpace space, long seed, int trials, ToDoubleFunction<Configuration> loss) {
        FailureRules failures = new FailureRules(0, FailureRules.OutOfMemory.FAIL, trials);
        StudyState state = new StudyState(
                new StudyRules(
                        new Objective("loss", Objective.Goal.MINIMIZE),
                        Rungs.single(1),
                        new NoPruner(),
                        Limits.ofTrials(trials),
                        failures,
                        1,
                        true),
                space);
        List<Configuration> all = new ArrayList<>();
        while (state.decide() instanceof Decision.Suggest(int trial)) {
            StudyView view = state.view();
            Suggestion next = state.propose(attempt -> sampler().suggest(view, trial, seed, attempt));
            if (next == null) {
                break;
            }
            Configuration configuration = next.configuration();
            all.add(configuration);
            state.apply(new StudyEvent.Suggested(trial, next, 1));
            state.apply(new StudyEvent.Dispatched(trial, 1, 0, 1));
            state.apply(new StudyEvent.Measured(
                    trial, 1, 1, Map.of("loss", loss.applyAsDouble(configuration)), null, 0, 1));
        }
        return all;
    }
}
