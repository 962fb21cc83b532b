package dev.lamarck.cli.chaos;

import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.chaos.ScenarioResult.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The results of a suite as a table: a row a kind of fault, and a total. */
final class ChaosTable {

    private static final List<String> HEAD =
            List.of("fault", "times", "scenarios", "slices repeated", "seconds lost", "invariants violated");

    private ChaosTable() {}

    private static final class Row {

        private int times;
        private int scenarios;
        private int repeated;
        private double lostSeconds;
        private int violations;

        void add(Tally tally) {
            times++;
            repeated += tally.repeated();
            lostSeconds += tally.lostSeconds();
        }

        void add(ScenarioResult result) {
            scenarios++;
            violations += result.violations().size();
        }

        List<String> cells(String kind) {
            return List.of(
                    kind,
                    Integer.toString(times),
                    Integer.toString(scenarios),
                    Integer.toString(repeated),
                    "%.1f".formatted(lostSeconds),
                    Integer.toString(violations));
        }
    }

    /** A scenario's violations stand in the row of each kind of fault that it had, and once in the total. */
    static List<String> lines(List<ScenarioResult> results) {
        Map<String, Row> rows = new TreeMap<>();
        Row total = new Row();
        for (ScenarioResult result : results) {
            for (Tally tally : result.tallies()) {
                rows.computeIfAbsent(tally.kind(), _ -> new Row()).add(tally);
                total.add(tally);
            }
            result.kinds().stream().distinct().forEach(kind -> rows.get(kind).add(result));
            total.add(result);
        }
        List<List<String>> cells = new ArrayList<>();
        rows.forEach((kind, row) -> cells.add(row.cells(kind)));
        cells.add(total.cells("total"));
        return Output.tableText(HEAD, cells).lines().toList();
    }
}
