package dev.lamarck.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.evaluate.ModelComparison.Classifier;
import dev.lamarck.train.evaluate.ModelComparison.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelComparisonTest {

    /** Images of one pixel, each another; of classes 0, 0, 0, 1, 1, 2. */
    private static final ImageData TEST = images(new int[] {10, 11, 12, 13, 14, 15}, new int[] {0, 0, 0, 1, 1, 2});

    private static final Classifier RIGHT = byPixel(Map.of(10, 0, 11, 0, 12, 0, 13, 1, 14, 1, 15, 2));

    @Test
    void countsWhatOnlyOneOfTheTwoGetsRight() {
        Classifier champion = byPixel(Map.of(10, 0, 11, 2, 12, 1, 13, 1, 14, 1, 15, 0));
        Classifier challenger = byPixel(Map.of(10, 0, 11, 0, 12, 0, 13, 0, 14, 1, 15, 1));

        Result result = ModelComparison.compare(champion, challenger, TEST, List.of());

        assertThat(result.rows()).isEqualTo(6);
        assertThat(result.rowsLeftOut()).isZero();
        assertThat(result.championOnly()).isEqualTo(1);
        assertThat(result.challengerOnly()).isEqualTo(2);
    }

    @Test
    void measuresBothBeside() {
        Classifier champion = byPixel(Map.of(10, 0, 11, 2, 12, 1, 13, 1, 14, 1, 15, 2));

        Result result = ModelComparison.compare(champion, RIGHT, TEST, List.of());

        assertThat(result.champion())
                .containsOnlyKeys("accuracy", "recall_min_class", "latency_ms_p95")
                .containsEntry("accuracy", 4 / 6.0)
                .containsEntry("recall_min_class", 1 / 3.0);
        assertThat(result.challenger())
                .containsOnlyKeys("accuracy", "recall_min_class", "latency_ms_p95")
                .containsEntry("accuracy", 1.0)
                .containsEntry("recall_min_class", 1.0);
        assertThat(result.challenger().get("latency_ms_p95")).isPositive();
    }

    @Test
    void leavesOutImagesThatOneOfTheTwoMayHaveSeen() {
        ImageData championsTraining = images(new int[] {99, 10}, new int[] {0, 0});
        ImageData challengersValidation = images(new int[] {15, 98}, new int[] {2, 0});

        Result result = ModelComparison.compare(RIGHT, RIGHT, TEST, List.of(championsTraining, challengersValidation));

        assertThat(result.rows()).isEqualTo(4);
        assertThat(result.rowsLeftOut()).isEqualTo(2);
    }

    @Test
    void leavesOutAnImageWhateverItsLabelWasThen() {
        ImageData relabelled = images(new int[] {10}, new int[] {2});

        assertThat(ModelComparison.compare(RIGHT, RIGHT, TEST, List.of(relabelled))
                        .rowsLeftOut())
                .isEqualTo(1);
    }

    @Test
    void doesNotCountRowsThatAreLeftOut() {
        Classifier champion = byPixel(Map.of(10, 2, 11, 0, 12, 0, 13, 1, 14, 1, 15, 2));
        ImageData seen = images(new int[] {10}, new int[] {0});

        Result result = ModelComparison.compare(champion, RIGHT, TEST, List.of(seen));

        assertThat(result.challengerOnly()).isZero();
        assertThat(result.champion()).containsEntry("accuracy", 1.0);
    }

    @Test
    void comparesImagesByAllTheirPixels() {
        ImageData test = new ImageData(new ImageShape(1, 1, 2), 2, new byte[] {1, 2, 2, 1}, new int[] {0, 1});
        ImageData seen = new ImageData(new ImageShape(1, 1, 2), 2, new byte[] {1, 1, 2, 2}, new int[] {0, 1});
        Classifier first = images -> new long[images.rows()];

        assertThat(ModelComparison.compare(first, first, test, List.of(seen)).rows())
                .isEqualTo(2);
    }

    @Test
    void hasNothingToSayWhereAllRowsWereSeen() {
        Result result = ModelComparison.compare(RIGHT, RIGHT, TEST, List.of(TEST));

        assertThat(result.rows()).isZero();
        assertThat(result.rowsLeftOut()).isEqualTo(6);
        assertThat(result.champion()).doesNotContainKey("latency_ms_p95");
        assertThat(result.champion().get("accuracy")).isNaN();
    }

    @Test
    void asksForTheLatencyOfSingleRows() {
        int[] rows = new int[7];
        Classifier counting = images -> {
            rows[images.rows()]++;
            return RIGHT.labels(images);
        };

        ModelComparison.compare(counting, RIGHT, TEST, List.of());

        assertThat(rows[6]).isEqualTo(1);
        assertThat(rows[1]).isGreaterThanOrEqualTo(300);
        assertThat(Arrays.stream(rows).sum()).isEqualTo(rows[6] + rows[1]);
    }

    private static Classifier byPixel(Map<Integer, Integer> labels) {
        return images -> {
            long[] answers = new long[images.rows()];
            Arrays.setAll(answers, row -> labels.get((int) images.pixels()[row]));
            return answers;
        };
    }

    private static ImageData images(int[] pixels, int[] labels) {
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            bytes[i] = (byte) pixels[i];
        }
        return new ImageData(new ImageShape(1, 1, 1), 3, bytes, labels);
    }
}
