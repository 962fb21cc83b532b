package dev.lamarck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lamarck.contract.GateSpec.Guardrail;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateSpecTest {

    @Test
    void travelsAsJson() throws Exception {
        GateSpec standard = GateSpec.standard();

        String json = Payloads.json().writeValueAsString(standard);

        assertThat(Payloads.json().readValue(json, GateSpec.class)).isEqualTo(standard);
        assertThat(json).contains("{\"metric\":\"latency_ms_p95\",\"max\":5.0}");
    }

    @ParameterizedTest
    @CsvSource({
        "f1, mcnemar, 0.05, 365, 0, not by 'f1'",
        "accuracy, t-test, 0.05, 365, 0, not 't-test'",
        "accuracy, mcnemar, 0, 365, 0, it is 0.0",
        "accuracy, mcnemar, 1, 365, 0, it is 1.0",
        "accuracy, mcnemar, NaN, 365, 0, it is NaN",
        "accuracy, mcnemar, 0.05, 0, 0, not 0",
        "accuracy, mcnemar, 0.05, 365, -0.1, not -0.1",
        "accuracy, mcnemar, 0.05, 365, 1, not 1.0"
    })
    void rejectsWhatNoGateCanDo(
            String metric, String test, double alpha, int horizon, double minEffect, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GateSpec(metric, test, alpha, horizon, minEffect, List.of()))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "accuracy, 0.01, , not 'accuracy'",
        "recall_min_class, , , give it maxDrop",
        "recall_min_class, , 0.5, give it maxDrop",
        "recall_min_class, 0.01, 0.5, give it maxDrop",
        "latency_ms_p95, 0.01, , give it max and",
        "recall_min_class, 1.5, , not 1.5",
        "recall_min_class, NaN, , not NaN",
        "latency_ms_p95, , 0, not 0.0",
        "latency_ms_p95, , Infinity, not Infinity"
    })
    void rejectsGuardrailsWithoutExactlyOneFittingBound(String metric, Double maxDrop, Double max, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Guardrail(metric, maxDrop, max))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, at least one row",
        "10, -1, 0, 0, leaves out -1",
        "10, 0, -1, 0, cannot be right",
        "10, 0, 6, 5, Of 10 rows 6 cannot",
        "2147483647, 0, 2147483647, 1, cannot be right"
    })
    void rejectsCountsThatCannotBe(int rows, int leftOut, int championOnly, int challengerOnly, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Comparison(rows, leftOut, championOnly, challengerOnly, Map.of(), Map.of()))
                .withMessageContaining(message);
    }
}
