package dev.lamarck.cli.job;

import dev.lamarck.search.study.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The keys below {@code budget}: of a job file, and of a change to a running study. */
public final class BudgetKeys {

    private static final int MOST_TRIALS_AN_ISLAND = 100_000;
    private static final int MOST_PARALLEL = 1_000;
    private static final int DEFAULT_TRIALS = 50;
    private static final long MOST_GPU_SECONDS = Duration.ofDays(36_500).toSeconds();
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final String NO_LIMIT = "0s";

    private BudgetKeys() {}

    static Limits limits(JobFile.Budget budget, int islands) {
        return new Limits(
                trials(budget.trials(), islands),
                budget.wallClock() == null
                        ? 0
                        : Durations.parse("budget.wallClock", budget.wallClock(), SHORTEST, LONGEST)
                                .toSeconds(),
                Bounds.check("budget.gpuSeconds", budget.gpuSeconds(), 0, 0, MOST_GPU_SECONDS));
    }

    /** How many trials a study may have; each island has at least one. */
    public static int trials(@Nullable Integer trials, int islands) {
        return Bounds.check("budget.trials", trials, Math.max(DEFAULT_TRIALS, islands), islands, mostTrials(islands));
    }

    static int mostTrials(int islands) {
        return MOST_TRIALS_AN_ISLAND * islands;
    }

    public static int parallel(@Nullable Integer parallel, int absent) {
        return Bounds.check("budget.parallel", parallel, absent, 1, MOST_PARALLEL);
    }

    /** A changed limit in seconds; {@code 0s} takes it away. */
    public static @Nullable Long changedWallClock(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.equals(NO_LIMIT)
                ? 0
                : Durations.parse("budget.wallClock", text, SHORTEST, LONGEST).toSeconds();
    }

    /** A changed limit; 0 takes it away. */
    public static @Nullable Long changedGpuSeconds(@Nullable Long seconds) {
        return seconds == null ? null : Bounds.check("budget.gpuSeconds", seconds, 0, 0, MOST_GPU_SECONDS);
    }
}
