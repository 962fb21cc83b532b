package dev.lamarck.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTextTest {

    @Test
    void showsAccuraciesAndLossesOnly() {
        assertThat(TrialText.metrics(Map.of("val_accuracy", 0.5, "val_recall_min_class", 0.25)))
                .isEqualTo("val_accuracy 0.5000");
    }

    @Test
    void showsTheFirstFewOfATrainerThatReportsNeither() {
        assertThat(TrialText.metrics(Map.of("b", 2.0, "a", 1.0, "e", 5.0, "d", 4.0, "c", 3.0)))
                .isEqualTo("a 1.0000, b 2.0000, c 3.0000, d 4.0000");
        assertThat(TrialText.metrics(Map.of())).isEmpty();
    }
}
