package dev.lamarck.engine.night;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities.MeasureResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataCheckTest {

    private static final DataSpec MADE = data(new DataSpec.Shape(1, 28, 28), 10, 1_000, 200);

    @Test
    void acceptsOtherRowsOfTheSameTask() {
        DataSpec grown = data(new DataSpec.Shape(1, 28, 28), 10, 5_000, 100);

        assertThat(DataCheck.sameTask(MADE, grown)).isNull();
    }

    @Test
    void refusesImagesOfAnotherShape() {
        DataSpec coloured = data(new DataSpec.Shape(3, 28, 32), 10, 1_000, 200);

        assertThat(DataCheck.sameTask(MADE, coloured))
                .isEqualTo("Tonight's images are 3 x 28 x 32 in 10 classes; "
                        + "the selection was made for 1 x 28 x 28 in 10.");
    }

    @Test
    void refusesAnotherNumberOfClasses() {
        DataSpec letters = data(new DataSpec.Shape(1, 28, 28), 26, 1_000, 200);

        assertThat(DataCheck.sameTask(MADE, letters)).contains("in 26 classes").endsWith("in 10.");
    }

    @ParameterizedTest
    @CsvSource({"500, 100, ", "499, 200, train", "1000, 99, validation", "1000, 0, validation"})
    void refusesLessThanHalfOfTheRows(int train, int validation, String broken) {
        DataSpec fresh = data(new DataSpec.Shape(1, 28, 28), 10, train, validation);

        String problem = DataCheck.sameTask(MADE, fresh);

        if (broken == null) {
            assertThat(problem).isNull();
        } else {
            assertThat(problem)
                    .startsWith("The %s split has ".formatted(broken))
                    .contains("broken feed");
        }
    }

    @Test
    void refusesASplitThatIsGone() {
        DataSpec fresh = new DataSpec(
                "digits", 1, "cd", new DataSpec.Shape(1, 28, 28), 10, 0.1, 0.3, Map.of(DataSpec.TRAIN, 1_000));

        assertThat(DataCheck.sameTask(MADE, fresh))
                .isEqualTo("The validation split has 0 rows tonight; the selection was made with 200, "
                        + "and less than half is taken for a broken feed.");
    }

    @ParameterizedTest
    @CsvSource({"0.97", "0.90", "0.75", "0.54", "1.0"})
    void acceptsDriftThatCostsUpToHalfOfTheLead(double tonight) {
        assertThat(DataCheck.championRecognises("3", 0.97, new MeasureResult(tonight, 0.11)))
                .isNull();
    }

    @Test
    void refusesShuffledLabels() {
        assertThat(DataCheck.championRecognises("3", 0.97, new MeasureResult(0.104, 0.11)))
                .isEqualTo("Champion version 3 is right on 10.4% of tonight's validation rows; it had 97.0%, "
                        + "and guessing gives 11.0%: labels or images of the feed are not what they were.");
    }

    @Test
    void refusesWhatCostsMoreThanHalfOfTheLead() {
        assertThat(DataCheck.championRecognises("3", 0.97, new MeasureResult(0.53, 0.11)))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.1, 0.5", "0.5, 0.0, 0.7"})
    void acceptsWhateverAChampionDoesThatNeverLedOverGuessing(double known, double tonight, double guessing) {
        assertThat(DataCheck.championRecognises("3", known, new MeasureResult(tonight, guessing)))
                .isNull();
    }

    private static DataSpec data(DataSpec.Shape shape, int classes, int train, int validation) {
        return new DataSpec(
                "digits",
                1,
                "ab",
                shape,
                classes,
                0.1,
                0.3,
                Map.of(DataSpec.TRAIN, train, DataSpec.VALIDATION, validation));
    }
}
