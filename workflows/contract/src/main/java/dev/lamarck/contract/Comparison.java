package dev.lamarck.contract;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How champion and challenger did on the same held-out rows.
 *
 * @param rows how many rows both were asked about; at least 1
 * @param rowsLeftOut how many more rows there are that were not compared, e.g. because one of the two was trained on them
 * @param championOnly rows that only the champion got right
 * @param challengerOnly rows that only the challenger got right
 * @param champion metrics by name: accuracy, recall_min_class, latency_ms_p95; one that was not measured is absent
 * @param challenger the same of the challenger
 */
public record Comparison(
        int rows,
        int rowsLeftOut,
        int championOnly,
        int challengerOnly,
        Map<String, Double> champion,
        Map<String, Double> challenger) {

    public Comparison {
        if (rows < 1 || rowsLeftOut < 0) {
            throw new IllegalArgumentException(
                    "A comparison needs at least one row and leaves out no fewer than 0; it has %d and leaves out %d."
                            .formatted(rows, rowsLeftOut));
        }
        if (championOnly < 0 || challengerOnly < 0 || (long) championOnly + challengerOnly > rows) {
            throw new IllegalArgumentException(
                    "Of %d rows %d cannot be right for the champion only and %d for the challenger only."
                            .formatted(rows, championOnly, challengerOnly));
        }
        champion = Collections.unmodifiableMap(new TreeMap<>(champion));
        challenger = Collections.unmodifiableMap(new TreeMap<>(challenger));
    }
}
