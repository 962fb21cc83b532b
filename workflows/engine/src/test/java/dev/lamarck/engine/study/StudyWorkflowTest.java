package dev.lamarck.engine.study;

import static dev.lamarck.engine.study.StudyWorld.spec;
import static dev.lamarck.engine.study.StudyWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StudyWorkflowTest {

    private static final long NO_LIMIT = 0;
    private static final long HOUR = 3_600;

    @TempDir
    private Path folder;

    private StudyWorld world;

    /** One for each test: after some cancellations the server skips no more time. */
    @BeforeEach
    void startWorld() {
        world = new StudyWorld(FileArtifactStore.at(folder, 0));
    }

    @AfterEach
    void stopWorld() {
        try (StudyWorld used = world) {
            used.keepsInvariants();
        }
    }

    @Test
    void triesWhatAnEarlierStudyFoundFirst() {
        StudySpec spec = spec("warm", 5, NO_LIMIT, List.of(units(50), units(5)));

        world.run(spec);

        List<Trial> trials = world.trials(spec);
        assertThat(trials.subList(0, 2))
                .extracting(trial -> trial.suggestion().configuration())
                .containsExactly(units(50), units(5));
        assertThat(trials)
                .extracting(trial -> trial.suggestion().operator().equals("warm-start"))
                .containsExactly(true, true, false, false, false);
        assertThat(trials)
                .extracting(trial -> trial.suggestion().configuration())
                .doesNotHaveDuplicates();
    }

    @Test
    void startsNoMoreTrialsThanItsBudgetWhateverIsKnown() {
        StudySpec spec = spec("small", 2, NO_LIMIT, List.of(units(50), units(5), units(60)));

        StudyDocument document = world.run(spec);

        assertThat(world.trials(spec)).hasSize(2);
        assertThat(document.result().winner().configuration()).isEqualTo(units(50));
    }

    @Test
    void choosesTheBestSoFarWhenTheTimeIsUp() {
        StudySpec spec = spec("short", 10, HOUR, List.of(units(20), units(40)));
        world.training = member -> member.trial().equals("2") ? StudyWorld.lost() : StudyWorld.measured(member);

        StudyDocument document = world.run(spec);

        assertThat(document.result().status()).isEqualTo(StudyStatus.COMPLETED);
        assertThat(document.result().winner().configuration()).isEqualTo(units(40));
        assertThat(document.result().states()).containsEntry("COMPLETED", 2).containsEntry("CANCELLED", 1);
        Trial last = world.trials(spec).getLast();
        assertThat(last.state()).isEqualTo(TrialState.CANCELLED);
        assertThat(last.ended().reason()).isEqualTo("budget.wallClock is used up");
        // A tail is kept for the winner.
        assertThat(document.endedMillis() - document.startedMillis()).isBetween(HOUR * 500L, HOUR * 1_000L);
    }

    @Test
    void asksWhatIsInFlightToYieldWhenTheTimeIsUp() {
        StudySpec spec = spec("yielding", 10, 1, List.of(units(20), units(40)));
        world.training = member -> member.trial().equals("1") ? untilItIsCancelled() : StudyWorld.measured(member);

        StudyDocument document = world.run(spec);

        assertThat(document.result().winner().configuration()).isEqualTo(units(20));
        Trial last = world.trials(spec).getLast();
        assertThat(last.state()).isEqualTo(TrialState.CANCELLED);
        assertThat(last.progress().step()).isEqualTo(2);
    }

    @Test
    void failsWhenTheTimeIsUpBeforeAnyResult() {
        StudySpec spec = spec("nothing", 10, HOUR, List.of());
        world.training = _ -> StudyWorld.lost();

        StudyResult result = world.run(spec).result();

        assertThat(result.status()).isEqualTo(StudyStatus.FAILED);
        assertThat(result.message()).isEqualTo("No trial came to a result.");
        assertThat(result.states()).containsEntry("CANCELLED", 1);
    }

    @Test
    void doesNotWaitForTheRestOfItsTime() {
        StudySpec spec = spec("quick", 3, HOUR, List.of());

        StudyDocument document = world.run(spec);

        assertThat(document.result().states()).containsEntry("COMPLETED", 3);
        assertThat(document.endedMillis() - document.startedMillis()).isLessThan(HOUR * 1_000);
    }

    @Test
    void keepsTheRecordOfAKilledStudy() throws InterruptedException {
        StudySpec spec = spec("killed", 10, HOUR, List.of(units(20)));

        killDuring(spec, "1");

        assertThat(world.document(spec).result().status()).isEqualTo(StudyStatus.KILLED);
        assertThat(world.trials(spec))
                .extracting(Trial::state)
                .containsExactly(TrialState.COMPLETED, TrialState.CANCELLED);
        assertThat(world.trials(spec).getLast().ended().reason()).isEqualTo("killed");
    }

    @Test
    void tellsAKillFromTheEndOfItsTime() throws InterruptedException {
        StudySpec spec = spec("early", 10, HOUR, List.of());

        killDuring(spec, "0");

        assertThat(world.document(spec).result().status()).isEqualTo(StudyStatus.KILLED);
    }

    @Test
    void endsWhenItIsKilledWithNothingLeftToSuggest() throws InterruptedException {
        StudySpec spec = spec("last", 1, NO_LIMIT, List.of());

        killDuring(spec, "0");

        assertThat(world.document(spec).result().status()).isEqualTo(StudyStatus.KILLED);
        assertThat(world.trials(spec)).extracting(Trial::state).containsExactly(TrialState.CANCELLED);
    }

    @Test
    void explainsTheWinnerByTheMethodsForImages() {
        StudySpec spec = spec("explained", 1, NO_LIMIT, List.of());

        StudyDocument document = world.run(spec);

        assertThat(document.result().winner().explanation())
                .isEqualTo(new Explanation("studies/s/explanation/ab", List.of(), List.of()));
        assertThat(world.explained)
                .singleElement()
                .satisfies(request -> assertThat(request.methods()).containsExactly("occlusion"));
    }

    @Test
    void keepsAWinnerThatCannotBeExplained() {
        StudySpec spec = spec("unexplained", 1, NO_LIMIT, List.of());
        world.explaining = _ -> {
            throw ApplicationFailure.newFailure("The network has no input.", FailureClass.USER_CODE.name());
        };

        StudyResult result = world.run(spec).result();

        assertThat(result.status()).isEqualTo(StudyStatus.COMPLETED);
        assertThat(result.winner().explanation()).isNull();
        assertThat(result.winner().explanationProblem()).isEqualTo("The network has no input.");
    }

    /** Kills a study while a trial is being trained, and waits for its end. */
    private void killDuring(StudySpec spec, String trial) throws InterruptedException {
        CountDownLatch training = new CountDownLatch(1);
        world.training = member -> {
            if (member.trial().equals(trial)) {
                training.countDown();
                return untilItIsCancelled();
            }
            return StudyWorld.measured(member);
        };
        StudyWorkflow study = world.study(spec);
        WorkflowClient.start(study::run, new StudyRequest(spec, "digest"));
        training.await();

        WorkflowStub.fromTyped(study).cancel();

        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> WorkflowStub.fromTyped(study).getResult(StudyResult.class))
                .withCauseInstanceOf(CanceledFailure.class);
    }

    /** As a worker does: hears of it by a heartbeat and leaves a checkpoint. */
    private static MemberResult untilItIsCancelled() {
        while (true) {
            try {
                Activity.getExecutionContext().heartbeat(null);
            } catch (ActivityCompletionException e) {
                return StudyWorld.yielded(2);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
