package dev.lamarck.engine.study;

import dev.lamarck.contract.SamplerActivities;
import dev.lamarck.contract.StudyDocument.Incumbent;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.contract.WinnerWorkflow.Finalist;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.engine.call.Failures;
import dev.lamarck.search.pruner.AshaPruner;
import dev.lamarck.search.pruner.NoPruner;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.study.Decision;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyRules;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialSeed;
import dev.lamarck.search.study.TrialState;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The search of a study: keeps its slots busy with what the state decides, until there is no more. Workflow code. */
final class Search {

    private static final int MOST_FINALISTS = 10;

    private final StudySpec spec;
    private final StudyState state;
    private final LedgerWriter ledger;
    private final TrainingActivities training;
    private final SamplerActivities sampler = Calls.sampler();
    private final Deque<StudyEvent> events = new ArrayDeque<>();
    private final List<Incumbent> incumbents = new ArrayList<>();
    private final List<Scored> incumbentScores = new ArrayList<>();
    private final Map<Integer, String> checkpoints = new HashMap<>();
    private final Deque<Trial> recent = new ArrayDeque<>();
    private boolean timeIsUp;
    private final Set<CancellationScope> slices = new LinkedHashSet<>();
    private int inFlight;
    private long firstDispatch;

    Search(StudySpec spec, LedgerWriter ledger) {
        this.spec = spec;
        this.ledger = ledger;
        this.training = Calls.training(spec.execution().pool());
        this.state = new StudyState(new StudyRules(
                spec.objective(),
                new Rungs(spec.pruner().rungs()),
                spec.pruner().reduction() > 1 ? new AshaPruner(spec.pruner().reduction()) : new NoPruner(),
                spec.budget().trials(),
                spec.failures().infrastructure(),
                spec.failures().maxFailed()));
    }

    /**
     * Searches until the budget, the time or the space is used up.
     *
     * @return why the study failed; null if it did not
     * @throws CanceledFailure if the study is killed
     */
    @Nullable
    String run() {
        CancellationScope scope = CancellationScope.current();
        if (spec.budget().wallClockSeconds() > 0) {
            // A timer that was cancelled is completed as well, and does not come here.
            Workflow.newTimer(Duration.ofSeconds(spec.budget().wallClockSeconds()))
                    .thenApply(_ -> timeIsUp = true);
        }
        while (true) {
            if (scope.isCancelRequested()) {
                throw new CanceledFailure("The study was killed");
            }
            if (timeIsUp) {
                stop();
                return state.fatal();
            }
            Decision decision = inFlight < spec.parallel() ? state.decide() : new Decision.Await();
            switch (decision) {
                case Decision.Train(Trial trial) -> dispatch(trial);
                case Decision.Suggest(int trial) -> suggest(trial);
                case Decision.Await _ -> {
                    Workflow.await(() -> !events.isEmpty() || timeIsUp || scope.isCancelRequested());
                    applyEvents();
                }
                case Decision.Finish _ -> {
                    return state.fatal();
                }
            }
        }
    }

    /** The time is up: what is in flight yields, and the best so far is chosen from. */
    private void stop() {
        List.copyOf(slices).forEach(slice -> slice.cancel("the time to search is used up"));
        end("the time to search is used up");
    }

    /** Waits for what is in flight, then ends every trial that still lives. */
    void end(String reason) {
        Workflow.await(() -> inFlight == 0);
        applyEvents();
        state.cancelAll(reason, Workflow.currentTimeMillis());
        record();
    }

    /** The best trials with the checkpoints that the search left of them. */
    List<Finalist> finalists(int count) {
        return state.best(count).stream()
                .map(scored -> new Finalist(scored, checkpoints.getOrDefault(scored.trial(), "")))
                .toList();
    }

    List<Incumbent> incumbents() {
        return incumbents;
    }

    List<Finalist> incumbentFinalists() {
        List<Finalist> finalists = new ArrayList<>();
        for (int i = 0; i < incumbents.size(); i++) {
            finalists.add(new Finalist(incumbentScores.get(i), incumbents.get(i).checkpoint()));
        }
        return finalists;
    }

    Map<String, Integer> states() {
        Map<String, Integer> states = new LinkedHashMap<>();
        for (TrialState trialState : TrialState.values()) {
            int live = (int) state.live().stream()
                    .filter(trial -> trial.state() == trialState)
                    .count();
            int count = live + state.ended().getOrDefault(trialState, 0);
            if (count > 0) {
                states.put(trialState.name(), count);
            }
        }
        return states;
    }

    StudySummary summary(
            String digest, StudyStatus status, String phase, @Nullable WinnerResult winner, @Nullable String message) {
        List<Trial> live = state.live().stream()
                .sorted(Comparator.<Trial>comparingInt(t -> t.state() == TrialState.RUNNING ? 0 : 1)
                        .thenComparingInt(Trial::id))
                .limit(StudySummary.MOST_LIVE)
                .toList();
        return new StudySummary(
                spec.name(),
                digest,
                status,
                phase,
                spec.budget().trials(),
                state.started(),
                states(),
                state.incumbent(),
                live,
                List.copyOf(recent),
                winner,
                message);
    }

    private void suggest(int trial) {
        if (trial < spec.warmStart().size()) {
            Suggestion known = new Suggestion(spec.warmStart().get(trial), "warm-start", List.of());
            state.apply(new StudyEvent.Suggested(trial, known, Workflow.currentTimeMillis()));
            return;
        }
        Suggestion suggestion = sampler.suggest(new SamplerActivities.SuggestRequest(
                        spec.sampler().name(),
                        state.view(spec.space()),
                        trial,
                        spec.sampler().seed()))
                .suggestion();
        if (suggestion == null) {
            state.exhaustSpace(Workflow.currentTimeMillis());
            record();
        } else {
            state.apply(new StudyEvent.Suggested(trial, suggestion, Workflow.currentTimeMillis()));
        }
    }

    private void dispatch(Trial trial) {
        long now = Workflow.currentTimeMillis();
        firstDispatch = firstDispatch == 0 ? now : firstDispatch;
        state.apply(new StudyEvent.Dispatched(trial.id(), now));
        Trial.Progress progress = trial.progress();
        Member member = new Member(
                Integer.toString(trial.id()),
                trial.suggestion().configuration(),
                TrialSeed.of(spec.sampler().seed(), trial.id()),
                progress.rung(),
                progress.slice(),
                progress.dispatches() + 1,
                progress.step(),
                spec.pruner().rungs().get(progress.rung()),
                progress.checkpoint());
        TrainRequest request = new TrainRequest(
                spec.name(),
                spec.trainer(),
                spec.data(),
                List.of(member),
                spec.execution().maxSliceSeconds(),
                spec.execution().stallSeconds(),
                List.of());
        inFlight++;
        CancellationScope slice = Workflow.newCancellationScope(scope -> Async.function(training::train, request)
                .handle((result, failure) -> {
                    slices.remove(scope);
                    StudyEvent event = result == null
                            ? failed(trial.id(), failure)
                            : event(trial.id(), result.members().getFirst());
                    arrive(event, trial.progress().lost());
                    return null;
                }));
        slices.add(slice);
        slice.run();
    }

    /** What the infrastructure lost waits a little, longer each time: a full disk or a missing mount is not gone at once. */
    private void arrive(@Nullable StudyEvent event, int lost) {
        if (event instanceof StudyEvent.Failed failed && failed.failure() == FailureClass.INFRASTRUCTURE) {
            Workflow.newTimer(Pauses.after(lost)).handle((_, _) -> {
                inFlight--;
                events.add(failed);
                return null;
            });
            return;
        }
        inFlight--;
        if (event != null) {
            events.add(event);
        }
    }

    private static @Nullable StudyEvent failed(int trial, @Nullable RuntimeException failure) {
        if (failure instanceof CanceledFailure || (failure != null && failure.getCause() instanceof CanceledFailure)) {
            return null;
        }
        String message = failure == null ? "no result" : Failures.message(failure);
        return new StudyEvent.Failed(trial, FailureClass.INFRASTRUCTURE, message, Workflow.currentTimeMillis());
    }

    private StudyEvent event(int trial, MemberResult result) {
        long now = Workflow.currentTimeMillis();
        if (result.checkpoint() == null) {
            FailureClass failure = result.failure() == null ? FailureClass.INFRASTRUCTURE : result.failure();
            return new StudyEvent.Failed(trial, failure, String.valueOf(result.message()), now);
        }
        ledger.slice(trial, result.checkpoint());
        return switch (result.end()) {
            case DONE -> new StudyEvent.Measured(trial, result.step(), result.metrics(), result.checkpoint(), now);
            case YIELDED, RETURNED, CHECKPOINT_LOST, FAILED ->
                new StudyEvent.Yielded(trial, result.step(), result.checkpoint(), now);
        };
    }

    private void applyEvents() {
        for (StudyEvent event = events.poll(); event != null; event = events.poll()) {
            if (state.apply(event) && event instanceof StudyEvent.Measured measured) {
                noteIncumbent(measured);
            }
        }
        record();
    }

    private void noteIncumbent(StudyEvent.Measured measured) {
        checkpoints.put(measured.trial(), measured.checkpoint());
        List<Integer> kept =
                state.best(MOST_FINALISTS).stream().map(Scored::trial).toList();
        checkpoints.keySet().retainAll(kept);
        Scored best = state.incumbent();
        if (best == null
                || best.trial() != measured.trial()
                || (!incumbentScores.isEmpty() && best.equals(incumbentScores.getLast()))) {
            return;
        }
        Double value = measured.metrics().get(spec.objective().metric());
        double seconds = (measured.atMillis() - firstDispatch) / 1000.0;
        incumbents.add(new Incumbent(seconds, best.trial(), value == null ? Double.NaN : value, measured.checkpoint()));
        incumbentScores.add(best);
    }

    private void record() {
        List<Trial> changed = state.drainChanged();
        for (Trial trial : changed) {
            if (trial.state().isTerminal()) {
                recent.addLast(trial);
            }
        }
        while (recent.size() > StudySummary.MOST_RECENT) {
            recent.removeFirst();
        }
        ledger.add(changed);
    }
}
