package dev.lamarck.cli.job;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** What is to become of a study that runs; null for what stays. Limits of time are 0 for none. */
public record Change(
        @Nullable Integer trials,
        @Nullable Long wallClockSeconds,
        @Nullable Long gpuSeconds,
        @Nullable Integer parallel,
        @Nullable SearchSpace space) {

    /**
     * A change, completed by what the study is now.
     *
     * @throws JobException if it makes no sense for this study
     * @throws dev.lamarck.ledger.UnknownStudyException if there is no such study
     */
    public static Change of(ChangeFile file, String study, StudyReader reader) {
        StudySpec spec = reader.job(study).spec();
        JobFile.Budget budget = file.budget() == null ? JobFile.Budget.NONE : file.budget();
        if (spec.execution().deterministic() && (budget.wallClock() != null || budget.gpuSeconds() != null)) {
            throw new JobException(
                    "budget: study '%s' is deterministic; its budget is in trials only. Remove the limit of time."
                            .formatted(study));
        }
        return new Change(
                budget.trials() == null
                        ? null
                        : BudgetKeys.trials(budget.trials(), spec.execution().islands()),
                BudgetKeys.changedWallClock(budget.wallClock()),
                BudgetKeys.changedGpuSeconds(budget.gpuSeconds()),
                budget.parallel() == null ? null : BudgetKeys.parallel(budget.parallel(), 1),
                file.space() == null
                        ? null
                        : SpaceBuilder.merge(SearchBase.of(spec.trainer()).over(reader.space(study)), file.space()));
    }

    public boolean setsBudget() {
        return trials != null || wallClockSeconds != null || gpuSeconds != null || parallel != null;
    }
}
