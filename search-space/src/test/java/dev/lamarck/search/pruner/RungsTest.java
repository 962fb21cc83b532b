package dev.lamarck.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RungsTest {

    @Test
    void multipliesUpToTheLargestBudget() {
        assertThat(Rungs.geometric(3, 27, 3).steps()).containsExactly(3, 9, 27);
        assertThat(Rungs.geometric(3, 30, 3).steps()).containsExactly(3, 9, 27, 30);
        assertThat(Rungs.geometric(5, 5, 2).steps()).containsExactly(5);
    }

    @Test
    void doesNotOverflow() {
        assertThat(Rungs.geometric(1, Integer.MAX_VALUE, 100).steps())
                .containsExactly(1, 100, 10_000, 1_000_000, 100_000_000, Integer.MAX_VALUE);
    }

    @Test
    void knowsItsEnds() {
        Rungs rungs = Rungs.geometric(1, 9, 3);

        assertThat(rungs.count()).isEqualTo(3);
        assertThat(rungs.last()).isEqualTo(2);
        assertThat(rungs.end(1)).isEqualTo(3);
        assertThat(Rungs.single(7).steps()).containsExactly(7);
    }

    @ParameterizedTest
    @CsvSource({"0, 9, 3", "9, 3, 3", "1, 9, 1"})
    void refusesWhatGivesNoRungs(int min, int max, int reduction) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rungs.geometric(min, max, reduction))
                .withMessageStartingWith("Rungs from min %d to max %d by reduction %d", min, max, reduction);
    }

    @Test
    void refusesStepsThatDoNotAscend() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rungs(List.of(3, 3)))
                .withMessage("Rungs must ascend, not [3, 3]");
        assertThatIllegalArgumentException().isThrownBy(() -> new Rungs(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rungs(List.of(0, 1)));
    }
}
