package dev.lamarck.cli.job;

import dev.lamarck.contract.StudySpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The keys that say where and how trials run and what they leave: slices, stalls, islands, determinism, checkpoints. */
final class ExecutionKeys {

    private static final int MOST_ISLANDS = 64;
    private static final int MOST_KEPT = 1_000;
    private static final long LEAST_QUOTA_BYTES = 1_000_000;
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    private ExecutionKeys() {}

    static StudySpec.Execution execution(JobFile file) {
        String pool = file.resources() == null || file.resources().pool() == null
                ? "cpu"
                : file.resources().pool();
        StudySpec.Execution usual = StudySpec.Execution.in(JobResolver.name("resources.pool", pool));
        StudySpec.Execution execution = new StudySpec.Execution(
                usual.pool(),
                seconds("maxSlice", file.maxSlice(), usual.maxSliceSeconds()),
                seconds("stall", file.stall(), usual.stallSeconds()),
                Boolean.TRUE.equals(file.deterministic()),
                Bounds.check("islands", file.islands(), usual.islands(), 1, MOST_ISLANDS));
        if (execution.deterministic()) {
            requireRepeatable(file, execution);
        }
        return execution;
    }

    /** What depends on how fast the machines are does not go with a search that repeats exactly. */
    private static void requireRepeatable(JobFile file, StudySpec.Execution execution) {
        JobFile.Budget budget = file.budget() == null ? JobFile.Budget.NONE : file.budget();
        if (budget.wallClock() != null) {
            throw unrepeatable("budget.wallClock", "ends the search at another trial on another machine");
        }
        if (budget.gpuSeconds() != null) {
            throw unrepeatable("budget.gpuSeconds", "ends the search at another trial on another machine");
        }
        if (execution.islands() > 1) {
            throw unrepeatable("islands", "exchange their best at times that no one repeats");
        }
    }

    private static JobException unrepeatable(String key, String why) {
        return new JobException(
                "deterministic: true does not go with '%s', which %s. Remove one of the two.".formatted(key, why));
    }

    static StudySpec.Retention retention(JobFile.@Nullable Checkpoints checkpoints) {
        StudySpec.Retention usual = StudySpec.Retention.USUAL;
        if (checkpoints == null) {
            return usual;
        }
        return new StudySpec.Retention(
                Bounds.check("checkpoints.bestOfStudy", checkpoints.bestOfStudy(), usual.bestOfStudy(), 1, MOST_KEPT),
                checkpoints.quota() == null
                        ? usual.quotaBytes()
                        : Sizes.parse("checkpoints.quota", checkpoints.quota(), LEAST_QUOTA_BYTES));
    }

    private static int seconds(String key, @Nullable String text, int absent) {
        return text == null
                ? absent
                : (int) Durations.parse(key, text, SHORTEST, LONGEST).toSeconds();
    }
}
