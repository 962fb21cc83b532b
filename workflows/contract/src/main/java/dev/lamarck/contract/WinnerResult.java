package dev.lamarck.contract;

import dev.lamarck.contract.ExportActivities.ExportResult;
import dev.lamarck.search.space.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The winner of a study and the evidence for it.
 *
 * @param trial whose configuration it has
 * @param chosen which of the runs was kept
 * @param metrics of the kept run: validation metrics as val_…, test metrics as test_…
 * @param runs all runs that were compared
 * @param meanValidation of the winning configuration over its seeds, with the half width of its 95% interval
 * @param incumbentTests the test metrics of each former incumbent, in the order of the request
 * @param testReads how often this test split has been read in all
 * @param export null if the trainer makes no models that can be exported
 * @param explanation null if none was asked for or it failed
 * @param explanationProblem why it failed; null if it did not
 */
public record WinnerResult(
        int trial,
        Configuration configuration,
        String chosen,
        Map<String, Double> metrics,
        List<SeedRun> runs,
        Interval meanValidation,
        List<Map<String, Double>> incumbentTests,
        int testReads,
        @Nullable ExportResult export,
        @Nullable Explanation explanation,
        @Nullable String explanationProblem) {

    /**
     * One training run of a finalist.
     *
     * @param name winner-&lt;trial&gt;-&lt;seed&gt;, or the trial's id where the search's own checkpoint was taken
     */
    public record SeedRun(
            String name,
            int trial,
            long seed,
            int steps,
            Map<String, Double> metrics,
            String checkpoint,
            long startedMillis,
            long endedMillis) {

        public SeedRun {
            metrics = Map.copyOf(metrics);
        }
    }

    /**
     * The packaged model.
     *
     * @throws NullPointerException if the trainer makes none
     */
    public ExportResult model() {
        return Objects.requireNonNull(export, "the trainer of this study makes no models");
    }

    /** A mean and the half width of its 95% interval by Student's t; 0 with a single value. */
    public record Interval(double mean, double halfWidth) {}

    public WinnerResult {
        metrics = Map.copyOf(metrics);
        runs = List.copyOf(runs);
        incumbentTests = List.copyOf(incumbentTests);
    }
}
