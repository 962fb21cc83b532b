package dev.lamarck.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassificationTest {

    private static final float LOG_3 = (float) Math.log(3);

    @Test
    void computesAccuracyLossAndSmallestRecall() {
        float[] logits = {0, LOG_3, LOG_3, 0, 0, LOG_3, 0, 0};
        int[] labels = {1, 0, 0, 0};

        Map<String, Double> metrics = Classification.metrics(logits, labels, 2, "val_");

        double loss = (2 * Math.log(4.0 / 3) + Math.log(4) + Math.log(2)) / 4;
        assertThat(metrics).containsOnlyKeys("val_accuracy", "val_loss", "val_recall_min_class");
        assertThat(metrics.get("val_accuracy")).isEqualTo(0.75);
        assertThat(metrics.get("val_loss")).isCloseTo(loss, within(1e-7));
        assertThat(metrics.get("val_recall_min_class")).isCloseTo(2.0 / 3, within(1e-15));
    }

    @Test
    void countsNoRecallOfClassesWithoutRows() {
        float[] logits = {5, 0, 0, 0, 5, 0};
        int[] labels = {0, 1};

        Map<String, Double> metrics = Classification.metrics(logits, labels, 3, "");

        assertThat(metrics).containsEntry("recall_min_class", 1.0).containsEntry("accuracy", 1.0);
    }

    @Test
    void doesNotOverflow() {
        float[] logits = {1_000, 0, -1_000, -1_000};

        Map<String, Double> metrics = Classification.metrics(logits, new int[] {1, 0}, 2, "");

        assertThat(metrics.get("loss")).isCloseTo((1_000 + Math.log(2)) / 2, within(1e-9));
    }

    @Test
    void givesProbabilitiesOfARow() {
        float[] logits = {9, 9, 0, LOG_3};

        double[] probabilities = Classification.probabilities(logits, 1, 2);

        assertThat(probabilities[0]).isCloseTo(0.25, within(1e-7));
        assertThat(probabilities[1]).isCloseTo(0.75, within(1e-7));
    }

    @Test
    void takesTheFirstOfEquals() {
        assertThat(Classification.argmax(new float[] {0, 2, 2, 1}, 0, 4)).isEqualTo(1);
    }
}
