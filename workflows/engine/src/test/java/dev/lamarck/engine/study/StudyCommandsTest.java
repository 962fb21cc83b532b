package dev.lamarck.engine.study;

import static dev.lamarck.engine.study.StudyWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.contract.StudyCommand.CommandResult;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.ledger.Replay;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people tell a running study. */
class StudyCommandsTest {

    private static final String ANN = "ann@desk";

    private final ConcurrentMap<String, CountDownLatch> begun = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> checkpoints = new ConcurrentHashMap<>();
    private ArtifactStore store;
    private StudyWorld world;

    @BeforeEach
    void start(@TempDir Path folder) {
        store = FileArtifactStore.at(folder, 0);
        world = new StudyWorld(store);
        world.training = this::train;
    }

    @AfterEach
    void stop() {
        try (StudyWorld used = world) {
            used.keepsInvariants();
        }
    }

    @Test
    void aPauseFreesAllSlotsAndAResumeGoesOnFromTheCheckpoint() throws InterruptedException {
        StudySpec spec = StudyWorld.spec("paused", 2, 0, List.of(units(20), units(40)));
        hold("0");
        StudyWorkflow study = world.begin(spec);
        begun("0").await();

        CommandResult paused = study.command(new StudyCommand.Pause("p", ANN));

        assertThat(paused)
                .isEqualTo(
                        new CommandResult(true, "Paused: 1 in flight leave their checkpoints and free their slots."));
        awaitState(study, TrialState.PENDING);
        assertThat(study.summary().status()).isEqualTo(StudyStatus.PAUSED);
        assertThat(study.summary().waiting()).isEqualTo("paused by ann@desk");
        release("0");
        study.command(new StudyCommand.Resume("r", ANN));
        StudyResult result = WorkflowStub.fromTyped(study).getResult(StudyResult.class);

        assertThat(result.states()).containsEntry("COMPLETED", 2);
        assertThat(checkpoints).containsEntry("0", 2);
        agrees(spec);
    }

    @Test
    void aCommandThatComesTwiceTakesEffectOnce() throws InterruptedException {
        StudySpec spec = StudyWorld.spec("twice", 1, 0, List.of());
        hold("0");
        StudyWorkflow study = world.begin(spec);
        begun("0").await();
        StudyCommand more = new StudyCommand.SetBudget("b", ANN, 3, null, null, null);

        assertThat(study.command(more).applied()).isTrue();
        assertThat(study.command(more)).isEqualTo(new CommandResult(false, "This command was obeyed before."));

        release("0");
        assertThat(WorkflowStub.fromTyped(study).getResult(StudyResult.class).states())
                .containsEntry("COMPLETED", 3);
        assertThat(world.events(spec))
                .filteredOn(StudyEvent.BudgetSet.class::isInstance)
                .hasSize(1);
        agrees(spec);
    }

    @Test
    void aStopLetsWhatRunsEndAndHasTheWinnerChosen() throws InterruptedException {
        StudySpec spec = StudyWorld.spec("stopped", 10, 0, List.of(units(20), units(40)));
        hold("1");
        StudyWorkflow study = world.begin(spec);
        begun("1").await();

        study.command(new StudyCommand.Stop("s", ANN));
        release("1");
        StudyResult result = WorkflowStub.fromTyped(study).getResult(StudyResult.class);

        assertThat(result.status()).isEqualTo(StudyStatus.COMPLETED);
        assertThat(result.states()).containsOnlyKeys("COMPLETED").containsEntry("COMPLETED", 2);
        assertThat(result.winner().configuration()).isEqualTo(units(40));
        agrees(spec);
    }

    @Test
    void triesWhatAPersonEnqueuesFirstAndRefusesWhatWasTried() throws InterruptedException {
        StudySpec spec = StudyWorld.spec("enqueued", 3, 0, List.of(units(20)));
        hold("0");
        StudyWorkflow study = world.begin(spec);
        begun("0").await();

        study.command(new StudyCommand.Enqueue("e", ANN, units(63), false));
        rejected(study, new StudyCommand.Enqueue("f", ANN, units(20), false), "tried already");
        rejected(study, new StudyCommand.Enqueue("g", ANN, units(99), false), "units");
        study.command(new StudyCommand.Enqueue("h", ANN, units(20), true));
        release("0");
        WorkflowStub.fromTyped(study).getResult(StudyResult.class);

        assertThat(world.trials(spec))
                .extracting(trial -> trial.suggestion().configuration())
                .containsExactly(units(20), units(63), units(20));
        agrees(spec);
    }

    @Test
    void prunesATrialThatRuns() throws InterruptedException {
        StudySpec spec = StudyWorld.spec("pruned", 2, 0, List.of());
        hold("0");
        StudyWorkflow study = world.begin(spec);
        begun("0").await();

        rejected(study, new StudyCommand.PruneTrial("q", ANN, 7), "trial 7 does not live");
        study.command(new StudyCommand.PruneTrial("p", ANN, 0));
        StudyResult result = WorkflowStub.fromTyped(study).getResult(StudyResult.class);

        assertThat(result.states()).containsEntry("PRUNED", 1).containsEntry("COMPLETED", 1);
        Trial pruned = world.trials(spec).getFirst();
        assertThat(pruned.ended().reason()).isEqualTo("pruned by ann@desk");
        agrees(spec);
    }

    @Test
    void triesAFailedTrialAgain() throws InterruptedException {
        StudySpec spec = StudyWorld.spec("retried", 2, 0, List.of(units(20), units(40)));
        List<String> tries = new ArrayList<>();
        hold("1");
        world.training = member -> {
            tries.add(member.trial());
            return member.trial().equals("0") && tries.size() == 1
                    ? MemberResult.failed(1, FailureClass.USER_CODE, "a bug", null, "worker", 10)
                    : train(member);
        };
        StudyWorkflow study = world.begin(spec);
        begun("1").await();

        rejected(study, new StudyCommand.RetryTrial("x", ANN, 1), "trial 1 is none of the last that failed");
        study.command(new StudyCommand.RetryTrial("r", ANN, 0));
        release("1");
        StudyResult result = WorkflowStub.fromTyped(study).getResult(StudyResult.class);

        assertThat(result.states()).containsOnlyKeys("COMPLETED").containsEntry("COMPLETED", 2);
        agrees(spec);
    }

    @ParameterizedTest
    @ValueSource(strings = {"genetic", "random"})
    void drawsLaterTrialsFromAnEditedSpace(String sampler) throws InterruptedException {
        StudySpec spec = StudyWorld.withSampler(StudyWorld.spec("edited", 6, 0, List.of()), sampler);
        hold("0");
        StudyWorkflow study = world.begin(spec);
        begun("0").await();

        study.command(new StudyCommand.EditSpace(
                "s", ANN, SearchSpace.of(List.of(new IntParameter("units", 50, 60, false, null, null)))));
        release("0");
        WorkflowStub.fromTyped(study).getResult(StudyResult.class);

        assertThat(world.trials(spec).subList(1, 6))
                .extracting(trial ->
                        ((Number) trial.suggestion().configuration().values().get("units")).intValue())
                .allMatch(units -> units >= 50 && units <= 60);
        agrees(spec);
    }

    @Test
    void rejectsWhatMakesNoSense() throws InterruptedException {
        StudySpec spec = StudyWorld.spec("senseless", 1, 0, List.of());
        hold("0");
        StudyWorkflow study = world.begin(spec);
        begun("0").await();

        rejected(study, new StudyCommand.Resume("r", ANN), "the study is not paused");
        rejected(study, new StudyCommand.SetBudget("b", ANN, 0, null, null, null), "budget.trials is 0");
        rejected(study, new StudyCommand.SetBudget("c", ANN, null, -5L, null, null), "at least 0 seconds");

        release("0");
        WorkflowStub.fromTyped(study).getResult(StudyResult.class);
        assertThat(world.events(spec)).noneMatch(StudyEvent.Paused.class::isInstance);
    }

    private void agrees(StudySpec spec) {
        assertThat(new Replay(store).of(spec.name()).difference()).isNull();
    }

    private static void rejected(StudyWorkflow study, StudyCommand command, String reason) {
        assertThatExceptionOfType(WorkflowUpdateException.class)
                .isThrownBy(() -> study.command(command))
                .havingRootCause()
                .withMessageContaining(reason);
    }

    private static void awaitState(StudyWorkflow study, TrialState state) {
        while (study.live(0).stream().noneMatch(trial -> trial.state() == state)) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void hold(String trial) {
        begun.put(trial, new CountDownLatch(1));
        held.put(trial, new CountDownLatch(1));
    }

    private CountDownLatch begun(String trial) {
        return begun.get(trial);
    }

    private void release(String trial) {
        held.get(trial).countDown();
    }

    /** Ends at once unless it is held; then it hears of a cancellation by a heartbeat and leaves a checkpoint. */
    private MemberResult train(Member member) {
        checkpoints.merge(member.trial(), member.after(), Integer::max);
        CountDownLatch hold = held.get(member.trial());
        if (hold == null) {
            return StudyWorld.measured(member);
        }
        begun.get(member.trial()).countDown();
        while (hold.getCount() > 0) {
            try {
                Activity.getExecutionContext().heartbeat(null);
            } catch (ActivityCompletionException e) {
                return StudyWorld.yielded(2);
            }
            LockSupport.parkNanos(5_000_000);
        }
        return StudyWorld.measured(member);
    }
}
