package dev.lamarck.engine.study;

import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.contract.StudyCommand.CommandResult;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.contract.WinnerWorkflow;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.engine.call.Failures;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A study: searches, has the winner chosen, leaves its document. Decides only; activities do. */
public final class StudyWorkflowImpl implements StudyWorkflow {

    private static final String SEARCHING = "searching";
    private static final String WRITING = "writing the record";

    private @Nullable RunningStudy study;
    private String phase = "starting";
    private @Nullable StudyStatus ended;
    private @Nullable WinnerResult winner;
    private @Nullable String message;
    private @Nullable WinnerWorkflow choosing;

    @Override
    public StudyResult run(StudyRequest request) {
        PublishWorkflow publisher = Publishers.of(request.spec().name());
        RunningStudy running = RunningStudy.of(request, publisher);
        study = running;
        begin(running);
        CancellationScope scope = Workflow.newCancellationScope(() -> searchAndChoose(running));
        try {
            scope.run();
        } catch (CanceledFailure e) {
            ended = StudyStatus.KILLED;
            message = "killed";
        } catch (ActivityFailure e) {
            ended = StudyStatus.FAILED;
            message = Failures.message(e);
        }
        Workflow.newDetachedCancellationScope(() -> finish(running, publisher)).run();
        return result(running);
    }

    @Override
    public CommandResult command(StudyCommand command) {
        Workflow.await(() -> study != null);
        RunningStudy running = Objects.requireNonNull(study);
        CommandResult result = running.commands().obey(command);
        if (choosing != null && result.applied()) {
            choosing.pause(running.state().status() == StudyStatus.PAUSED);
        }
        return result;
    }

    @Override
    public void validateCommand(StudyCommand command) {
        if (study == null) {
            return;
        }
        String objection = ended != null || phase.equals(WRITING)
                ? "the study has ended"
                : study.commands().objection(command, phase.equals(SEARCHING));
        if (objection != null) {
            throw new IllegalStateException(
                    "Study %s does not obey: %s.".formatted(study.spec().name(), objection));
        }
    }

    @Override
    public StudySummary summary() {
        RunningStudy running = begun();
        StudyState state = running.state();
        List<Trial> live = state.live().stream()
                .sorted(Comparator.<Trial>comparingInt(t -> t.state() == TrialState.RUNNING ? 0 : 1)
                        .thenComparingInt(Trial::id))
                .limit(StudySummary.MOST_LIVE)
                .toList();
        return new StudySummary(
                running.spec().name(),
                running.request().digest(),
                ended == null ? state.status() : ended,
                phase,
                state.limits(),
                state.parallel(),
                state.deviceMillis(),
                state.started(),
                states(state),
                state.incumbent(),
                live,
                running.journal().recent(),
                winner,
                running.search().waiting(),
                message);
    }

    @Override
    public List<Trial> live(int page) {
        return begun().state().live().stream()
                .skip((long) page * PAGE)
                .limit(PAGE)
                .toList();
    }

    private RunningStudy begun() {
        if (study == null) {
            throw new IllegalStateException("The study has not begun yet");
        }
        return study;
    }

    private static void begin(RunningStudy running) {
        StudyRequest request = running.request();
        if (request.carried() != null) {
            // Of the run before, whose history is whole now.
            String before = Workflow.getInfo().getContinuedExecutionRunId().orElseThrow();
            Async.procedure(
                    Calls.engineLedger()::keepHistory,
                    new LedgerActivities.HistoryRequest(
                            running.spec().name(), Workflow.getInfo().getWorkflowId(), before));
            return;
        }
        Calls.ledger().begin(request);
        // Outside of what a cancellation reaches: a killed study is published too.
        Workflow.newDetachedCancellationScope(
                        () -> Publishers.start(request, running.carried().startedMillis()))
                .run();
    }

    private void searchAndChoose(RunningStudy running) {
        phase = SEARCHING;
        if (running.search().run() == Search.End.CARRY_ON) {
            carryOn(running);
        }
        message = running.state().fatal();
        if (message != null) {
            ended = StudyStatus.FAILED;
            return;
        }
        phase = "choosing the winner";
        choose(running);
    }

    /** Goes on in a new run, once everything that this one was told is done. */
    private static void carryOn(RunningStudy running) {
        running.writer().close();
        Workflow.await(Workflow::isEveryHandlerFinished);
        Workflow.continueAsNew(
                new StudyRequest(running.spec(), running.request().digest(), running.carry()));
    }

    private void choose(RunningStudy running) {
        StudySpec spec = running.spec();
        Incumbents incumbents = running.journal().incumbents();
        List<WinnerWorkflow.Finalist> finalists =
                incumbents.finalists(Math.max(1, spec.winner().top()));
        if (finalists.isEmpty()) {
            ended = StudyStatus.FAILED;
            message = "No trial came to a result.";
            return;
        }
        WinnerWorkflow child = Workflow.newChildWorkflowStub(
                WinnerWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(Names.winnerWorkflow(spec.name()))
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
                        .build());
        try {
            Promise<WinnerResult> chosen = Async.function(
                    child::choose,
                    new WinnerWorkflow.WinnerRequest(
                            spec,
                            finalists,
                            spec.pruner()
                                    .rungs()
                                    .get(finalists.getFirst().scored().rung()),
                            incumbents.former(),
                            running.search().lastMillis()));
            choosing = child;
            winner = chosen.get();
            ended = StudyStatus.COMPLETED;
        } catch (ChildWorkflowFailure e) {
            if (e.getCause() instanceof CanceledFailure canceled) {
                throw canceled;
            }
            ended = StudyStatus.FAILED;
            message = "The winner could not be made: " + Failures.message(e);
        } finally {
            choosing = null;
        }
    }

    private void finish(RunningStudy running, PublishWorkflow publisher) {
        phase = WRITING;
        running.search().end(message == null ? "the study ended" : message);
        running.writer().close();
        StudyRequest request = running.request();
        Calls.ledger()
                .finish(new StudyDocument(
                        request.spec(),
                        request.digest(),
                        result(running),
                        running.journal().incumbents().all(),
                        null,
                        running.writer().segments(),
                        running.writer().last(),
                        running.carried().startedMillis(),
                        Workflow.currentTimeMillis()));
        sweep(running);
        Publishers.tell(publisher, running.writer().segments());
        phase = "done";
        Workflow.await(Workflow::isEveryHandlerFinished);
    }

    /** The best stay, and the one that the winner was made of. */
    private void sweep(RunningStudy running) {
        List<String> keep = new ArrayList<>(
                running
                        .journal()
                        .incumbents()
                        .finalists(running.spec().checkpoints().bestOfStudy())
                        .stream()
                        .map(WinnerWorkflow.Finalist::checkpoint)
                        .toList());
        if (winner != null) {
            winner.runs().stream().map(WinnerResult.SeedRun::checkpoint).forEach(keep::add);
        }
        Calls.engineLedger()
                .sweep(new LedgerActivities.SweepRequest(running.spec().name(), keep));
    }

    private StudyResult result(RunningStudy running) {
        return new StudyResult(
                Objects.requireNonNull(ended, "only an ended study has a result"),
                states(running.state()),
                winner,
                message);
    }

    private static Map<String, Integer> states(StudyState state) {
        Map<String, Integer> states = new LinkedHashMap<>();
        state.counts().forEach((trialState, count) -> states.put(trialState.name(), count));
        return states;
    }
}
