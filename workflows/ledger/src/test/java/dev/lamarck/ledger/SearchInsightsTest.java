package dev.lamarck.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.SearchInsight;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchInsightsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 1", "3, 2", "8, 2", "9, 3"})
    void countsTheRungsThatATrialHasEnded(int step, int rung) {
        Trial trial = SampleStudy.trial(5, TrialState.PRUNED, step, Map.of("val_accuracy", 0.5));

        SearchInsight insight = SearchInsights.of(SampleStudy.maximising(), List.of(trial));

        assertThat(insight.trials())
                .singleElement()
                .satisfies(line -> assertThat(line.rung()).isEqualTo(rung));
    }

    @Test
    void tellsWhereATrialCameFromAndHowItEnded() {
        Trial trial = SampleStudy.trial(
                5,
                0.5,
                TrialState.FAILED,
                1,
                Map.of("val_accuracy", 0.5),
                new Trial.Outcome(FailureClass.DIVERGED, "the loss is NaN"));

        SearchInsight insight = SearchInsights.of(SampleStudy.maximising(), List.of(trial));

        assertThat(insight.trials())
                .containsExactly(
                        new SearchInsight.Line(5, "FAILED", "crossover", List.of(1, 2), 1, 0.5, "the loss is NaN"));
    }

    @Test
    void hasNoValueForATrialThatWasNotMeasured() {
        List<Trial> trials = List.of(
                SampleStudy.trial(1, TrialState.FAILED, 0, Map.of()),
                SampleStudy.trial(2, TrialState.FAILED, 1, Map.of("val_accuracy", Double.NaN)),
                SampleStudy.trial(3, TrialState.CANCELLED, 1, Map.of("val_loss", 0.1)));

        SearchInsight insight = SearchInsights.of(SampleStudy.maximising(), trials);

        assertThat(insight.trials()).hasSize(3).allMatch(line -> line.value() == null);
        assertThat(SearchInsights.bestFirst(SampleStudy.maximising(), trials)).isEmpty();
    }

    @Test
    void putsAHigherRungBeforeABetterValue() {
        List<Trial> trials = List.of(
                SampleStudy.trial(1, TrialState.PRUNED, 1, Map.of("val_accuracy", 0.99)),
                SampleStudy.trial(2, TrialState.COMPLETED, 9, Map.of("val_accuracy", 0.90)),
                SampleStudy.trial(3, TrialState.PRUNED, 3, Map.of("val_accuracy", 0.95)),
                SampleStudy.trial(4, TrialState.COMPLETED, 9, Map.of("val_accuracy", 0.91)));

        assertThat(SearchInsights.bestFirst(SampleStudy.maximising(), trials))
                .extracting(configuration -> configuration.number("x"))
                .containsExactly(0.04, 0.02, 0.03, 0.01);
    }

    @Test
    void putsTheSmallerValueFirstWhereLessIsBetter() {
        List<Trial> trials = List.of(
                SampleStudy.trial(1, TrialState.COMPLETED, 9, Map.of("val_loss", 0.4)),
                SampleStudy.trial(2, TrialState.COMPLETED, 9, Map.of("val_loss", 0.2)));

        assertThat(SearchInsights.bestFirst(SampleStudy.minimising(), trials))
                .extracting(configuration -> configuration.number("x"))
                .containsExactly(0.02, 0.01);
    }

    @Test
    void findsTheParameterThatMatters() {
        SearchInsight insight = SearchInsights.of(SampleStudy.maximising("importance"), manyTrials());

        assertThat(insight.importance()).containsOnlyKeys("x", "y");
        assertThat(insight.importance().keySet()).first().isEqualTo("x");
        assertThat(insight.importance().get("x")).isGreaterThan(0.8);
    }

    @Test
    void knowsNoImportanceUnlessItIsAskedFor() {
        StudySpec other = SampleStudy.maximising("saliency");

        assertThat(SearchInsights.of(other, manyTrials()).importance()).isEmpty();
    }

    @Test
    void knowsNoImportanceWithTooFewTrials() {
        List<Trial> few = manyTrials().subList(0, 3);

        assertThat(SearchInsights.of(SampleStudy.maximising("importance"), few).importance())
                .isEmpty();
    }

    private static List<Trial> manyTrials() {
        return IntStream.range(0, 80)
                .mapToObj(id -> SampleStudy.trial(
                        id, TrialState.COMPLETED, 9, Map.of("val_accuracy", 1 - Math.abs(id / 100.0 - 0.4))))
                .toList();
    }
}
