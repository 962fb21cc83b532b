package dev.lamarck.train.explain;

import dev.lamarck.train.evaluate.Classification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the rows of a split that are worth a look, by what the network says of them. */
final class RowChoice {

    private static final int MOST_CLASSES = 10;
    private static final int MOST_MISTAKES = 6;

    private static final Comparator<Explanation.Row> LEAST_CONFIDENT_FIRST =
            Comparator.comparingDouble(Explanation.Row::probability).thenComparingInt(Explanation.Row::row);
    private static final Comparator<Explanation.Row> MOST_CONFIDENT_FIRST =
            Comparator.comparingDouble(Explanation.Row::probability).reversed().thenComparingInt(Explanation.Row::row);

    private RowChoice() {}

    /** What a network says of each row, by its logits. */
    static List<Explanation.Row> rows(float[] logits, int[] labels, int classes) {
        return IntStream.range(0, labels.length)
                .mapToObj(row -> {
                    int predicted = Classification.argmax(logits, row, classes);
                    double probability = Classification.probabilities(logits, row, classes)[predicted];
                    return new Explanation.Row(row, labels[row], predicted, probability);
                })
                .toList();
    }

    /**
     * Of each of the first ten classes that has one, the correctly predicted row of median confidence, since it is typical;
     * then up to six mistakes, the most confident first, since they show what the network got wrong.
     */
    static List<Explanation.Row> shown(List<Explanation.Row> rows, int classes) {
        List<Explanation.Row> shown = new ArrayList<>();
        for (int c = 0; c < classes && shown.size() < MOST_CLASSES; c++) {
            int label = c;
            List<Explanation.Row> correct = rows.stream()
                    .filter(row -> row.label() == label && row.predicted() == label)
                    .sorted(LEAST_CONFIDENT_FIRST)
                    .toList();
            if (!correct.isEmpty()) {
                shown.add(correct.get(correct.size() / 2));
            }
        }
        rows.stream()
                .filter(row -> row.predicted() != row.label())
                .sorted(MOST_CONFIDENT_FIRST)
                .limit(MOST_MISTAKES)
                .forEach(shown::add);
        return shown;
    }

    /** Up to {@code most} rows, evenly spread. */
    static List<Explanation.Row> spread(List<Explanation.Row> rows, int most) {
        int count = Math.min(most, rows.size());
        return IntStream.range(0, count)
                .mapToObj(i -> rows.get((int) ((long) i * rows.size() / count)))
                .toList();
    }
}
