package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.study.Decision;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The search of a study: keeps its slots busy with what the state decides, until there is no more. Workflow code. */
final class Search {

    /** How a run of the search ended. */
    enum End {
        /** There is nothing more to search. */
        FINISHED,
        /** It goes on in another run of the workflow, whose history begins empty. */
        CARRY_ON
    }

    private final StudySpec spec;
    private final StudyState state;
    private final Journal journal;
    private final Dispatcher dispatcher;
    private final Arrivals arrivals;
    private final Continuation continuation = new Continuation();
    private final Deadline deadline;
    private final long startedMillis;
    private final Suggestions suggestions;
    private @Nullable String waiting;
    private int disturbances;

    Search(StudySpec spec, StudyState state, Journal journal, Carried carried) {
        this.spec = spec;
        this.state = state;
        this.journal = journal;
        this.startedMillis = carried.startedMillis();
        this.arrivals = new Arrivals(spec, carried.order());
        this.dispatcher = new Dispatcher(spec, state, journal, arrivals, carried.pace());
        this.suggestions = new Suggestions(spec, state);
        this.deadline = new Deadline(this::searchEnd);
    }

    /**
     * Searches until the budget, the time or the space is used up.
     *
     * @throws CanceledFailure if the study is killed
     */
    End run() {
        CancellationScope scope = CancellationScope.current();
        deadline.look();
        while (true) {
            if (scope.isCancelRequested()) {
                throw new CanceledFailure("The study was killed");
            }
            if (deadline.passed() && state.status() != StudyStatus.STOPPING) {
                journal.apply(new StudyEvent.TimeUp("budget.wallClock", Workflow.currentTimeMillis()));
                dispatcher.askAllToYield("the time to search is used up");
            }
            if (!arrivals.isReady() && continuation.isDue(dispatcher.inFlight())) {
                return End.CARRY_ON;
            }
            if (continuation.mustYield()) {
                continuation.yielded();
                dispatcher.askAllToYield("the workflow continues as new");
            }
            if (!step(scope)) {
                return End.FINISHED;
            }
        }
    }

    /** Something outside of the search has changed its state: it looks again. */
    void disturb() {
        disturbances++;
        deadline.look();
        if (state.status() == StudyStatus.PAUSED) {
            dispatcher.askAllToYield("the study is paused");
        }
    }

    /** Waits for what is in flight, then ends every trial that still lives. */
    void end(String reason) {
        dispatcher.askAllToYield(reason);
        Workflow.await(() -> dispatcher.inFlight() == 0);
        for (StudyEvent event = arrivals.drain(); event != null; event = arrivals.drain()) {
            journal.apply(event);
        }
        journal.apply(new StudyEvent.Ended(reason, Workflow.currentTimeMillis()));
    }

    /** Why nothing more is dispatched at the moment; null while something is. */
    @Nullable
    String waiting() {
        return waiting;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** By when everything must be ready, the winner too; {@link Long#MAX_VALUE} without a limit. */
    long lastMillis() {
        long seconds = state.limits().wallClockSeconds();
        return seconds == 0 ? Long.MAX_VALUE : startedMillis + seconds * 1000;
    }

    /** False when there is nothing more to search. */
    private boolean step(CancellationScope scope) {
        Trial open = continuation.launches() ? dispatcher.open() : null;
        if (open != null && dispatcher.dispatch(open, open.progress().rung())) {
            return true;
        }
        Decision decision =
                continuation.launches() ? state.decide() : new Decision.Await("the workflow continues as new");
        switch (decision) {
            case Decision.Train(Trial trial, int rung) -> {
                if (!dispatcher.dispatch(trial, rung)) {
                    awaitDeviceTime(scope);
                }
            }
            case Decision.Suggest(int trial) -> suggest(trial);
            case Decision.Await(String reason) -> listen(scope, reason);
            case Decision.Finish _ -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Applies one result, or waits. Only when there is nothing to decide, and one at a time: so every decision is made from
     * as many results as in any other run, however many have come at once.
     */
    private void listen(CancellationScope scope, String reason) {
        StudyEvent arrived = arrivals.poll();
        if (arrived == null) {
            await(scope, reason);
            return;
        }
        journal.apply(arrived);
        if (state.limits().gpuSeconds() > 0 && state.deviceMillisLeft() <= 0) {
            dispatcher.askAllToYield("budget.gpuSeconds is used up");
        }
    }

    private void awaitDeviceTime(CancellationScope scope) {
        if (dispatcher.inFlight() > 0) {
            listen(scope, "what is in flight has reserved the rest of budget.gpuSeconds");
        } else {
            journal.apply(new StudyEvent.TimeUp("budget.gpuSeconds", Workflow.currentTimeMillis()));
        }
    }

    private void await(CancellationScope scope, String reason) {
        waiting = reason;
        int before = disturbances;
        boolean wasUp = deadline.passed();
        Workflow.await(() -> arrivals.isReady()
                || disturbances != before
                || deadline.passed() != wasUp
                || continuation.isDue(dispatcher.inFlight())
                || continuation.mustYield()
                || scope.isCancelRequested());
        waiting = null;
    }

    private void suggest(int trial) {
        Suggestion suggestion = known(trial);
        int version = 0;
        if (suggestion == null) {
            suggestion = suggestions.next(trial);
            version = suggestions.version();
        }
        long now = Workflow.currentTimeMillis();
        journal.apply(
                suggestion == null
                        ? new StudyEvent.Exhausted(now)
                        : new StudyEvent.Suggested(trial, suggestion, version, now));
    }

    /** What a person asked for, or an earlier study recommends; null if the sampler is to be asked. */
    private @Nullable Suggestion known(int trial) {
        StudyEvent.Enqueued enqueued = state.nextEnqueued();
        if (enqueued != null) {
            return new Suggestion(enqueued.configuration(), "enqueued", List.of());
        }
        if (trial >= spec.warmStart().size() || state.isTried(spec.warmStart().get(trial))) {
            return null;
        }
        return new Suggestion(spec.warmStart().get(trial), "warm-start", List.of());
    }

    /** When the search must end so that the winner can be made in time. */
    private long searchEnd() {
        long last = lastMillis();
        return last == Long.MAX_VALUE
                ? last
                : last - WinnerTail.millis(spec, state, dispatcher.pace(), last - startedMillis);
    }
}
