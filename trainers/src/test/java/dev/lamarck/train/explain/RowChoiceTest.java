package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowChoiceTest {

    private static Explanation.Row row(int row, int label, int predicted, double probability) {
        return new Explanation.Row(row, label, predicted, probability);
    }

    @Test
    void showsATypicalRowAClassThenTheMostConfidentMistakes() {
        List<Explanation.Row> rows = List.of(
                row(0, 0, 0, 0.9),
                row(1, 0, 0, 0.5),
                row(2, 0, 0, 0.7),
                row(3, 2, 2, 0.6),
                row(4, 1, 0, 0.8),
                row(5, 1, 2, 0.95));

        assertThat(RowChoice.shown(rows, 3)).extracting(Explanation.Row::row).containsExactly(2, 3, 5, 4);
    }

    @Test
    void showsNoMoreThanTenClassesAndSixMistakes() {
        List<Explanation.Row> rows = IntStream.range(0, 60)
                .mapToObj(i -> row(i, i % 20, i < 40 ? i % 20 : 0, 0.5))
                .toList();

        List<Explanation.Row> shown = RowChoice.shown(rows, 20);

        assertThat(shown).hasSize(16);
        assertThat(shown.subList(10, 16)).extracting(Explanation.Row::row).containsExactly(41, 42, 43, 44, 45, 46);
    }

    @Test
    void readsPredictionsFromLogits() {
        List<Explanation.Row> rows = RowChoice.rows(new float[] {0, 1, 3, 3}, new int[] {0, 1}, 2);

        assertThat(rows).extracting(Explanation.Row::predicted).containsExactly(1, 0);
        assertThat(rows).extracting(Explanation.Row::label).containsExactly(0, 1);
        assertThat(rows.get(1).probability()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void spreadsEvenly() {
        List<Explanation.Row> rows =
                IntStream.range(0, 10).mapToObj(i -> row(i, 0, 0, 1)).toList();

        assertThat(RowChoice.spread(rows, 4)).extracting(Explanation.Row::row).containsExactly(0, 2, 5, 7);
        assertThat(RowChoice.spread(rows, 64)).hasSize(10);
    }
}
