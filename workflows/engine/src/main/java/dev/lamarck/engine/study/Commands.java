package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyCommand;
import dev.lamarck.contract.StudyCommand.CommandResult;
import dev.lamarck.search.space.SearchSpaceException;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyStatus;
import io.temporal.workflow.Workflow;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Obeys what people tell a study, each command once. Workflow code. */
final class Commands {

    /** So many ids are remembered; a command is not repeated later than that. */
    private static final int KEPT = 256;

    private final StudyState state;
    private final Journal journal;
    private final Search search;
    private final Set<String> obeyed;

    Commands(StudyState state, Journal journal, Search search, Collection<String> obeyed) {
        this.state = state;
        this.journal = journal;
        this.search = search;
        this.obeyed = new LinkedHashSet<>(obeyed);
    }

    List<String> obeyed() {
        return List.copyOf(obeyed);
    }

    /** Why a command makes no sense now; null if it does, or was obeyed before. Changes nothing. */
    @Nullable
    String objection(StudyCommand command, boolean searching) {
        if (obeyed.contains(command.id())) {
            return null;
        }
        boolean always = command instanceof StudyCommand.Pause || command instanceof StudyCommand.Resume;
        if (!searching && !always) {
            return "the search has ended and the winner is being made";
        }
        return switch (command) {
            case StudyCommand.Pause _ -> state.status() == StudyStatus.PAUSED ? "the study is paused already" : null;
            case StudyCommand.Resume _ -> state.status() == StudyStatus.PAUSED ? null : "the study is not paused";
            case StudyCommand.Stop _ -> state.status() == StudyStatus.STOPPING ? "the study is stopping already" : null;
            case StudyCommand.SetBudget budget -> objection(budget);
            case StudyCommand.EditSpace _ -> null;
            case StudyCommand.Enqueue enqueue -> objection(enqueue);
            case StudyCommand.PruneTrial prune -> objection(prune);
            case StudyCommand.RetryTrial retry ->
                state.failed().stream().anyMatch(trial -> trial.id() == retry.trial())
                        ? null
                        : "trial %d is none of the last that failed".formatted(retry.trial());
        };
    }

    CommandResult obey(StudyCommand command) {
        if (obeyed.contains(command.id())) {
            return new CommandResult(false, "This command was obeyed before.");
        }
        int running = search.dispatcher().inFlight();
        if (!journal.apply(event(command))) {
            return new CommandResult(false, "The study cannot do that now: it is %s.".formatted(state.status()));
        }
        obeyed.add(command.id());
        if (obeyed.size() > KEPT) {
            obeyed.remove(obeyed.iterator().next());
        }
        if (command instanceof StudyCommand.PruneTrial prune) {
            search.dispatcher().askToYield(prune.trial(), "trial %d is pruned".formatted(prune.trial()));
        }
        search.disturb();
        return new CommandResult(true, told(command, running));
    }

    private @Nullable String objection(StudyCommand.SetBudget budget) {
        if (budget.trials() != null && budget.trials() < 1) {
            return "budget.trials is %d; expected is at least 1".formatted(budget.trials());
        }
        if (budget.parallel() != null && budget.parallel() < 1) {
            return "budget.parallel is %d; expected is at least 1".formatted(budget.parallel());
        }
        boolean negative = Optional.ofNullable(budget.wallClockSeconds()).orElse(0L) < 0
                || Optional.ofNullable(budget.gpuSeconds()).orElse(0L) < 0;
        return negative ? "a limit of time is at least 0 seconds" : null;
    }

    private @Nullable String objection(StudyCommand.Enqueue enqueue) {
        try {
            state.space().check(enqueue.configuration().values());
        } catch (SearchSpaceException e) {
            return String.valueOf(e.getMessage());
        }
        return !enqueue.repeat() && state.isTried(enqueue.configuration())
                ? "this configuration was tried already; it is tried again only as an explicit repeat"
                : null;
    }

    private @Nullable String objection(StudyCommand.PruneTrial prune) {
        return state.trial(prune.trial()) == null ? "trial %d does not live".formatted(prune.trial()) : null;
    }

    private StudyEvent event(StudyCommand command) {
        long now = Workflow.currentTimeMillis();
        return switch (command) {
            case StudyCommand.Pause pause -> new StudyEvent.Paused(pause.by(), now);
            case StudyCommand.Resume resume -> new StudyEvent.Resumed(resume.by(), now);
            case StudyCommand.Stop stop -> new StudyEvent.Stopped(stop.by(), "what runs ends its rung", now);
            case StudyCommand.SetBudget budget ->
                new StudyEvent.BudgetSet(
                        limits(budget), budget.parallel() == null ? state.parallel() : budget.parallel(), now);
            case StudyCommand.EditSpace edit -> new StudyEvent.SpaceChanged(edit.space(), now);
            case StudyCommand.Enqueue enqueue ->
                new StudyEvent.Enqueued(
                        enqueue.id(),
                        state.space().check(enqueue.configuration().values()),
                        enqueue.repeat(),
                        now);
            case StudyCommand.PruneTrial prune -> new StudyEvent.TrialPruned(prune.trial(), prune.by(), now);
            case StudyCommand.RetryTrial retry -> new StudyEvent.TrialRetried(retry.trial(), retry.by(), now);
        };
    }

    private Limits limits(StudyCommand.SetBudget budget) {
        Limits now = state.limits();
        return new Limits(
                budget.trials() == null ? now.trials() : budget.trials(),
                budget.wallClockSeconds() == null ? now.wallClockSeconds() : budget.wallClockSeconds(),
                budget.gpuSeconds() == null ? now.gpuSeconds() : budget.gpuSeconds());
    }

    private String told(StudyCommand command, int running) {
        return switch (command) {
            case StudyCommand.Pause _ ->
                running == 0
                        ? "Paused."
                        : "Paused: %d in flight leave their checkpoints and free their slots.".formatted(running);
            case StudyCommand.Resume _ -> "Resumed.";
            case StudyCommand.Stop _ ->
                "Stopping: %d in flight end their rungs, then the winner is made.".formatted(running);
            case StudyCommand.SetBudget _ ->
                "The budget is %d trials, %d at a time%s%s."
                        .formatted(
                                state.limits().trials(),
                                state.parallel(),
                                limit("wall clock", state.limits().wallClockSeconds()),
                                limit("device time", state.limits().gpuSeconds()));
            case StudyCommand.EditSpace _ -> "Trials from now on come from the new space.";
            case StudyCommand.Enqueue _ -> "It is tried next.";
            case StudyCommand.PruneTrial prune -> "Trial %d is pruned.".formatted(prune.trial());
            case StudyCommand.RetryTrial retry -> "Trial %d is tried again.".formatted(retry.trial());
        };
    }

    private static String limit(String what, long seconds) {
        return seconds == 0 ? "" : ", %d s of %s".formatted(seconds, what);
    }
}
