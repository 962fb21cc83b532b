package dev.lamarck.train.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedsTest {

    /** Computed with Python's hashlib. */
    @ParameterizedTest
    @CsvSource({
        "7, init/dense1.weight, 2044053526637727141",
        "7, order/1, 3172923310198854342",
        "7, dropout/3, 1799506853281310023",
        "0, x, 3450970817892485191",
        "-5, order/12, 2733205700147542887",
        "9223372036854775807, init/conv1.bias, 138490513260078298"
    })
    void followTheDocumentedRule(long seed, String purpose, long expected) {
        assertThat(Seeds.derive(seed, purpose)).isEqualTo(expected);
    }

    @Test
    void nameTheirPurposes() {
        assertThat(Seeds.parameter(7, "dense1.weight")).isEqualTo(2_044_053_526_637_727_141L);
        assertThat(Seeds.order(7, 1)).isEqualTo(3_172_923_310_198_854_342L);
        assertThat(Seeds.dropout(7, 3)).isEqualTo(1_799_506_853_281_310_023L);
    }
}
