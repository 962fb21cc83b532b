package dev.lamarck.cli.chaos;

import dev.lamarck.cli.base.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The results of a suite as a table: a row a kind of fault, and a total. */
final class ChaosTable {

    private static final List<String> HEAD =
            List.of("fault", "times", "scenarios", "slices repeated", "seconds lost", "invariants violated");

    private ChaosTable() {}

    /** A row; what a scenario has lost is shared evenly by the faults that struck it. */
    private static final class Row {

        private int times;
        private int scenarios;
        private double repeated;
        private double lostSeconds;
        private int violations;

        List<String> cells(String kind) {
            return List.of(
                kind,
                Integer.toString(times),
                Integer.toString(scenarios),
                "%.1f".formatted(repeated),
                "%.1f".formatted(lostSeconds),
                Integer.toString(violations));
        }
    }

    static List<String> lines(List<ScenarioResult> results) {
        Map<String, Row> rows = new TreeMap<>();
        Row total = new Row();
        for (ScenarioResult result : results) {
            Map<String, Integer> times = new LinkedHashMap<>();
            result.struck().forEach(kind -> times.merge(kind, 1, Integer::sum));
            times.forEach((kind, count) ->
                    add(rows.computeIfAbsent(kind, _ -> new Row()), result, count, (double) count / result.struck().size()));
            add(total, result, result.struck().size(), 1);
        }
        List<List<String>> cells = new ArrayList<>();
        rows.forEach((kind, row) -> cells.add(row.cells(kind)));
        cells.add(total.cells("total"));
        return Output.tableText(HEAD, cells).lines().toList();
    }

    private static void add(Row row, ScenarioResult result, int times, double share) {
        row.times += times;
        row.scenarios++;
        row.repeated += share * result.repeated();
        row.lostSeconds += share * result.lostSeconds();
        row.violations += result.violations().size();
    }
}
