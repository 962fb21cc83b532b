package dev.lamarck.search.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.space.SearchSpaceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PedAnovaTest {

    @Test
    void equalsOptuna() {
        SearchSpace space = SearchSpace.of(List.of(
                real("a", 0, 1),
                new FloatParameter("rate", 1e-4, 1e-1, true, null, null),
                new IntParameter("units", 1, 7, false, null, null),
                new IntParameter("width", 8, 256, true, null, null),
                new IntParameter("wide", 0, 1000, false, null, null),
                new CategoricalParameter("kind", List.of("x", "y", "z"), null, null)));
        List<Configuration> trials =
                IntStream.rangeClosed(1, 200).mapToObj(PedAnovaTest::fixed).toList();

        Map<String, Double> importance = PedAnova.importance(space, bestFirst(trials, PedAnovaTest::fixedLoss));

        // optuna.importance.get_param_importances of Optuna 5.0.0 on the same trials
        Map<String, Double> optuna = Map.of(
                "a", 0.5553974551037226,
                "rate", 0.2173340638613826,
                "wide", 0.15954623258924333,
                "units", 0.038488485731626214,
                "kind", 0.023223282574282012,
                "width", 0.006010480139743158);
        assertThat(importance).hasSize(6);
        optuna.forEach((name, value) -> assertThat(importance.get(name)).isCloseTo(value, within(1e-12)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void ranksTheParametersOfAKnownFunction(long seed) {
        SearchSpace space = SearchSpace.of(List.of(real("c", 0, 1), real("b", 0, 1), real("a", 0, 1)));
        List<Configuration> trials = random(space, 2000, seed);

        Map<String, Double> importance = PedAnova.importance(
                space,
                bestFirst(
                        trials,
                        trial -> Math.sin(6 * trial.number("a")) + 0.3 * trial.number("b") + 0.05 * trial.number("c")));

        assertThat(importance.keySet()).containsExactly("a", "b", "c");
        assertThat(importance.get("a")).isGreaterThan(0.8);
        assertThat(importance.get("c")).isLessThan(0.03);
        assertThat(sum(importance)).isCloseTo(1, within(1e-12));
    }

    @Test
    void findsTheChoiceThatMatters() {
        SearchSpace space = SearchSpace.of(
                List.of(choice("optimizer", "sgd", "adam", "lamb"), choice("colour", "red", "green"), real("a", 0, 1)));
        List<Configuration> trials = random(space, 600, 1);

        // Trials of equal loss stay in random order.
        Map<String, Double> importance = PedAnova.importance(
                space, bestFirst(trials, trial -> trial.text("optimizer").equals("adam") ? 0 : 1));

        assertThat(importance.keySet()).startsWith("optimizer");
        assertThat(importance.get("optimizer")).isGreaterThan(0.8);
        assertThat(importance.get("colour")).isLessThan(0.05);
    }

    @Test
    void seesALogarithmicRangeInItsLogarithm() {
        ToDoubleFunction<Configuration> loss = trial -> Math.abs(Math.log10(trial.number("rate")) + 4.5);
        SearchSpace log =
                SearchSpace.of(List.of(new FloatParameter("rate", 1e-5, 1, true, null, null), real("a", 0, 1)));
        List<Configuration> trials = bestFirst(random(log, 1000, 1), loss);
        SearchSpace linear = SearchSpace.of(List.of(real("rate", 1e-5, 1), real("a", 0, 1)));

        double inLog = PedAnova.importance(log, trials).get("rate");
        double inLine = PedAnova.importance(linear, trials).get("rate");

        assertThat(inLog).isGreaterThan(0.95);
        // On a linear grid all good rates share the first cell with half of the others.
        assertThat(inLine).isLessThan(inLog);
    }

    @Test
    void judgesAConditionalParameterAmongTheTrialsThatHaveIt() {
        Condition sgd = new Condition(Map.of("optimizer", new Condition.OneOf(List.of("sgd"))));
        SearchSpace space = SearchSpace.of(List.of(
                choice("optimizer", "sgd", "adam"),
                new FloatParameter("momentum", 0, 1, false, sgd, null),
                real("noise", 0, 1)));
        List<Configuration> trials =
                bestFirst(random(space, 2000, 1), trial -> trial.has("momentum") ? trial.number("momentum") : 0.5);
        List<Configuration> having =
                trials.stream().filter(trial -> trial.has("momentum")).toList();
        SearchSpace alone = SearchSpace.of(List.of(real("momentum", 0, 1), real("noise", 0, 1)));

        Map<String, Double> all = PedAnova.importance(space, trials);
        Map<String, Double> among = PedAnova.importance(alone, having);

        assertThat(all.get("momentum")).isGreaterThan(10 * all.get("noise"));
        assertThat(among.get("momentum")).isGreaterThan(0.95);
    }

    @Test
    void givesNothingToAParameterThatNoneOfTheBestHas() {
        SearchSpace space = SearchSpace.of(List.of(real("a", 0, 1), real("bad", 0, 1)));
        List<Configuration> trials = IntStream.range(0, 100)
                .mapToObj(i ->
                        new Configuration(i < 50 ? Map.of("a", i / 100.0) : Map.of("a", i / 100.0, "bad", i / 100.0)))
                .toList();

        assertThat(PedAnova.importance(space, trials)).containsExactly(Map.entry("a", 1.0), Map.entry("bad", 0.0));
    }

    @Test
    void halvesWhatOnlyHalfOfTheTrialsHave() {
        SearchSpace space = SearchSpace.of(List.of(real("all", 0, 1), real("half", 0, 1)));
        List<Configuration> trials = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            trials.add(new Configuration(Map.of("all", i / 100.0, "half", i / 100.0)));
            trials.add(new Configuration(Map.of("all", i / 100.0)));
        }
        List<Configuration> twice = trials.stream()
                .map(trial -> new Configuration(Map.of("all", trial.number("all"), "half", trial.number("all"))))
                .toList();

        Map<String, Double> importance = PedAnova.importance(space, trials);

        assertThat(importance.get("half")).isLessThan(0.36);
        assertThat(PedAnova.importance(space, twice)).containsExactly(Map.entry("all", 0.5), Map.entry("half", 0.5));
    }

    @Test
    void givesNothingToWhatNeverVaries() {
        SearchSpace space = SearchSpace.of(List.of(real("a", 0, 1), real("fixed", 0, 1), choice("only", "one")));
        List<Configuration> trials = random(space, 100, 1).stream()
                .map(trial -> new Configuration(Map.of("a", trial.number("a"), "fixed", 0.5, "only", "one")))
                .toList();

        assertThat(PedAnova.importance(space, bestFirst(trials, trial -> trial.number("a"))))
                .containsExactly(Map.entry("a", 1.0), Map.entry("fixed", 0.0), Map.entry("only", 0.0));
        assertThat(PedAnova.importance(SearchSpace.of(List.of(choice("only", "one"))), trials))
                .containsExactly(Map.entry("only", 0.0));
    }

    @Test
    void saysNothingOfTooFewTrials() {
        SearchSpace space = SearchSpace.of(List.of(real("a", 0, 1)));

        assertThat(PedAnova.importance(space, List.of())).isEmpty();
        assertThat(PedAnova.importance(space, random(space, 7, 1))).isEmpty();
        assertThat(PedAnova.importance(space, random(space, 8, 1))).containsExactly(Map.entry("a", 1.0));
    }

    @Test
    void givesNothingToWhatTooFewTrialsHaveAndLeavesOutWhatNoneHas() {
        SearchSpace space = SearchSpace.of(List.of(
                new IntParameter("layers", 1, 3, false, null, null),
                new FloatParameter("rate", 0, 1, false, null, "layers"),
                real("a", 0, 1)));
        List<Configuration> trials = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Map<String, Object> values =
                    new LinkedHashMap<>(Map.of("layers", i < 7 ? 2 : 1, "rate.1", 0.5, "a", i / 40.0));
            if (i < 7) {
                values.put("rate.2", i / 10.0);
            }
            trials.add(new Configuration(values));
        }

        Map<String, Double> importance = PedAnova.importance(space, trials);

        assertThat(importance)
                .containsOnlyKeys("layers", "rate.1", "rate.2", "a")
                .containsEntry("rate.2", 0.0);
        assertThat(importance.get("a")).isPositive();
    }

    @Test
    void doesNotDependOnTheOrderOfValuesOrParameters() {
        SearchSpace space = SearchSpace.of(List.of(real("a", 0, 1), real("b", 0, 1), choice("k", "x", "y")));
        List<Configuration> trials = random(space, 200, 1);
        List<Configuration> turned = trials.stream()
                .map(trial -> {
                    Map<String, Object> values = new LinkedHashMap<>();
                    Stream.of("k", "b", "a")
                            .forEach(name -> values.put(name, trial.values().get(name)));
                    return new Configuration(values);
                })
                .toList();
        SearchSpace turnedSpace = SearchSpace.of(space.declared().reversed());

        Map<String, Double> importance = PedAnova.importance(space, trials);

        assertThat(List.copyOf(PedAnova.importance(space, turned).entrySet()))
                .isEqualTo(List.copyOf(importance.entrySet()));
        assertThat(PedAnova.importance(turnedSpace, trials).keySet()).containsExactlyElementsOf(importance.keySet());
        assertThat(List.copyOf(importance.values())).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void rejectsAValueThatIsNotOfTheSpace() {
        SearchSpace space = SearchSpace.of(List.of(choice("k", "x", "y")));
        List<Configuration> trials = List.copyOf(java.util.Collections.nCopies(8, new Configuration(Map.of("k", "q"))));

        assertThatThrownBy(() -> PedAnova.importance(space, trials))
                .isInstanceOf(SearchSpaceException.class)
                .hasMessageContaining("q is not one of the choices");
    }

    /** Values that any language computes alike: multiples of square roots, without their whole part. */
    private static Configuration fixed(int trial) {
        double[] shares = IntStream.of(2, 3, 5, 7, 11, 13)
                .mapToDouble(prime -> trial * Math.sqrt(prime) % 1)
                .toArray();
        return new Configuration(Map.of(
                "a",
                shares[0],
                "rate",
                1e-4 * Math.pow(1000, shares[1]),
                "units",
                1 + (int) (7 * shares[2]),
                "width",
                8 + (int) (249 * shares[3]),
                "wide",
                (int) (1001 * shares[4]),
                "kind",
                List.of("x", "y", "z").get((int) (3 * shares[5]))));
    }

    private static double fixedLoss(Configuration trial) {
        return Math.sin(6 * trial.number("a"))
                + 0.3 * Math.log10(trial.number("rate"))
                + 0.1 * trial.number("units")
                + 0.001 * trial.number("width")
                + 0.0003 * trial.number("wide")
                + (trial.text("kind").equals("y") ? 0.5 : 0);
    }

    private static List<Configuration> random(SearchSpace space, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> space.configuration(_ -> random.nextDouble()))
                .limit(count)
                .toList();
    }

    private static List<Configuration> bestFirst(List<Configuration> trials, ToDoubleFunction<Configuration> loss) {
        return trials.stream().sorted(Comparator.comparingDouble(loss)).toList();
    }

    private static double sum(Map<String, Double> importance) {
        return importance.values().stream().mapToDouble(d -> d).sum();
    }

    private static Parameter real(String name, double low, double high) {
        return new FloatParameter(name, low, high, false, null, null);
    }

    private static Parameter choice(String name, Object... choices) {
        return new CategoricalParameter(name, List.of(choices), null, null);
    }
}
