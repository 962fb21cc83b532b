package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people may ask of a running study. */
class StudyCommandsTest {

    private final TestStudy study = TestStudy.ofRungs(true);
    private final StudyState state = study.state;

    @Test
    void aPausedStudyDispatchesNothing() {
        int trial = study.running();

        assertThat(study.apply(new StudyEvent.Paused("ann", study.now()))).isTrue();
        assertThat(study.apply(new StudyEvent.Paused("bob", study.now())))
                .as("again")
                .isFalse();
        study.yieldAt(trial, 0);

        assertThat(state.decide()).isEqualTo(new Decision.Await("paused by ann"));
        assertThat(state.status()).isEqualTo(StudyStatus.PAUSED);
        assertThat(state.pausedBy()).isEqualTo("ann");
        assertThat(study.apply(new StudyEvent.Dispatched(trial, 2, 0, study.now())))
                .isFalse();

        assertThat(study.apply(new StudyEvent.Resumed("bob", study.now()))).isTrue();
        assertThat(state.decide()).isEqualTo(new Decision.Train(study.trial(trial), 0));
    }

    @Test
    void aStoppedStudyLetsWhatRunsEnd() {
        int first = study.running();
        int second = study.running();
        study.measure(first, 1, 1);

        assertThat(study.apply(new StudyEvent.Stopped("ann", "enough", study.now())))
                .isTrue();
        assertThat(state.decide()).isEqualTo(new Decision.Await("stopped by ann: enough; 1 rung is in flight"));
        assertThat(study.suggest(TestStudy.configuration(9, 1))).isFalse();

        study.measure(second, 1, 2);

        assertThat(state.decide()).isEqualTo(new Decision.Finish());
        assertThat(state.ended()).isEqualTo(Map.of(TrialState.PRUNED, 2));
        assertThat(study.trial(first).ended()).isEqualTo(new Trial.Outcome(null, "stopped by ann: enough"));
        assertThat(state.best(1)).extracting(Scored::trial).containsExactly(first);
    }

    @Test
    void timeThatIsUpCancelsWhatHasNoResult() {
        study.suggest();

        study.apply(new StudyEvent.TimeUp("budget.wallClock", study.now()));

        assertThat(study.trial(0).state()).isEqualTo(TrialState.CANCELLED);
        assertThat(study.trial(0).ended()).isEqualTo(new Trial.Outcome(null, "budget.wallClock is used up"));
        assertThat(state.decide()).isEqualTo(new Decision.Finish());
    }

    @Test
    void anEndCancelsWhatLives() {
        int running = study.running();

        study.apply(new StudyEvent.Ended("killed by ann", study.now()));

        assertThat(study.trial(running).ended()).isEqualTo(new Trial.Outcome(null, "killed by ann"));
        assertThat(study.trial(running).state()).isEqualTo(TrialState.CANCELLED);
        assertThat(state.decide()).isEqualTo(new Decision.Finish());
        assertThat(study.measure(running, 1, 1)).as("its late result").isFalse();
    }

    @Test
    void aSmallerBudgetEndsSuggestionsAndALargerOneBringsThemBack() {
        int first = study.running();
        study.running();

        study.apply(new StudyEvent.BudgetSet(Limits.ofTrials(1), 3, study.now()));
        assertThat(state.decide()).isEqualTo(new Decision.Await("2 rungs are in flight"));

        study.apply(new StudyEvent.BudgetSet(Limits.ofTrials(5), 2, study.now()));
        assertThat(state.decide()).isEqualTo(new Decision.Await("all 2 slots of the budget are in use"));
        study.measure(first, 1, 1);
        assertThat(state.decide()).isEqualTo(new Decision.Suggest(2));
        assertThat(state.parallel()).isEqualTo(2);
        assertThat(state.limits()).isEqualTo(Limits.ofTrials(5));
    }

    @Test
    void deviceTimeIsALimitToo() {
        study.apply(new StudyEvent.BudgetSet(new Limits(10, 0, 2), 2, study.now()));
        int first = study.running();
        int second = study.running();
        study.measure(first, 1, 1);
        assertThat(state.deviceMillisLeft()).isEqualTo(1_000);

        study.yieldAt(second, 0);

        assertThat(state.deviceMillis()).isEqualTo(2_000);
        assertThat(state.stopping()).isEqualTo("budget.gpuSeconds is used up");
        assertThat(state.decide()).isEqualTo(new Decision.Finish());
        assertThat(state.ended()).isEqualTo(Map.of(TrialState.PRUNED, 1, TrialState.CANCELLED, 1));
    }

    @Test
    void whatPeopleAskForComesFirst() {
        Configuration wanted = TestStudy.configuration(77, 8);
        assertThat(enqueue("1", wanted, false)).isTrue();
        assertThat(enqueue("1", TestStudy.configuration(78, 8), false))
                .as("same id")
                .isFalse();
        assertThat(enqueue("2", wanted, false)).as("same configuration").isFalse();
        assertThat(enqueue("3", wanted, true)).as("a repeat").isTrue();

        assertThat(state.nextEnqueued()).extracting(StudyEvent.Enqueued::id).isEqualTo("1");
        assertThat(study.suggest(wanted)).isTrue();
        assertThat(state.nextEnqueued()).extracting(StudyEvent.Enqueued::id).isEqualTo("3");
        assertThat(study.suggest(wanted)).isTrue();
        assertThat(state.nextEnqueued()).isNull();
        assertThat(study.suggest(wanted)).as("without being asked").isFalse();
    }

    @Test
    void refusesMoreThanTheQueueHolds() {
        for (int i = 0; i < WaitingList.MOST; i++) {
            assertThat(enqueue("e" + i, new Configuration(Map.of("x", i)), false))
                    .isTrue();
        }

        assertThat(enqueue("more", TestStudy.configuration(1, 1), false)).isFalse();
        assertThat(state.enqueued()).isEqualTo(1_000);
    }

    @Test
    void aPrunedTrialEndsWhateverItDoes() {
        int trial = study.running();
        assertThat(state.awaits(trial, 1)).isTrue();

        assertThat(study.apply(new StudyEvent.TrialPruned(trial, "ann", study.now())))
                .isTrue();

        assertThat(state.awaits(trial, 1)).isFalse();
        assertThat(study.trial(trial).ended()).isEqualTo(new Trial.Outcome(null, "pruned by ann"));
        assertThat(study.measure(trial, 1, 1)).as("its late result").isFalse();
        assertThat(study.apply(new StudyEvent.TrialPruned(trial, "ann", study.now())))
                .isFalse();
    }

    @Test
    void aFailedTrialCanBeRetriedWhereItWas() {
        int trial = study.running();
        study.yieldAt(trial, 1);
        study.dispatch(trial);
        study.fail(trial, FailureClass.USER_CODE, "a");
        assertThat(state.failed()).extracting(Trial::id).containsExactly(trial);

        assertThat(study.apply(new StudyEvent.TrialRetried(trial, "ann", study.now())))
                .isTrue();

        assertThat(state.ended()).isEmpty();
        assertThat(study.trial(trial).progress().checkpoint()).isEqualTo("c0-1");
        assertThat(study.apply(new StudyEvent.TrialRetried(trial, "ann", study.now())))
                .isFalse();
        study.dispatch(trial);
        assertThat(study.measure(trial, 1, 1)).isTrue();
        assertThat(state.incumbent()).isEqualTo(new Scored(trial, TestStudy.configuration(0, 32), 0, 1));
    }

    @Test
    void anEditedSpaceTakesOldResultsAlong() {
        study.measure(study.running(), 1, 1);
        study.suggest(TestStudy.configuration(500, 8));
        study.dispatch(1);
        study.measure(1, 1, 2);
        SearchSpace edited = SearchSpace.of(List.of(
                new IntParameter("x", 0, 100, false, null, null),
                new CategoricalParameter("optimizer", List.of("sgd", "adam"), null, null),
                new IntParameter("units", 1, 9, false, null, null)));

        assertThat(study.apply(new StudyEvent.SpaceChanged(edited, study.now())))
                .isTrue();

        assertThat(state.space()).isSameAs(edited);
        assertThat(state.view().told())
                .containsExactly(
                        new Scored(0, new Configuration(Map.of("x", 0, "optimizer", "sgd", "units", 5)), 0, 1));
        assertThat(state.incumbent()).as("as it was").isEqualTo(new Scored(0, TestStudy.configuration(0, 32), 0, 1));
    }

    @Test
    void anEditedSpaceIsNotExhausted() {
        study.suggest();
        assertThat(study.apply(new StudyEvent.Exhausted(study.now()))).isTrue();
        study.dispatch(0);
        assertThat(state.decide()).isEqualTo(new Decision.Await("1 rung is in flight"));

        study.apply(new StudyEvent.SpaceChanged(TestStudy.SPACE, study.now()));

        assertThat(state.decide()).isEqualTo(new Decision.Suggest(1));
    }

    @Test
    void aPromotionIsOnlyWhatTheStudyDecided() {
        for (int i = 0; i < 3; i++) {
            study.measure(study.running(), 1, 3 - i);
        }
        Trial best = study.trial(2);
        assertThat(state.decide()).isEqualTo(new Decision.Train(best, 1));

        assertThat(study.apply(new StudyEvent.Dispatched(1, 2, 1, study.now())))
                .as("not the best")
                .isFalse();
        assertThat(study.apply(new StudyEvent.Dispatched(2, 2, 2, study.now())))
                .as("two rungs at once")
                .isFalse();
        assertThat(study.apply(new StudyEvent.Dispatched(2, 1, 1, study.now())))
                .as("an old dispatch")
                .isFalse();
        assertThat(study.apply(new StudyEvent.Dispatched(2, 2, 1, study.now()))).isTrue();
        assertThat(study.trial(2).progress().checkpoint()).isEqualTo("c2-1");
    }

    @Test
    void refusesBytesThatAreNoState() {
        byte[] bytes = StateCodec.encode(state);
        bytes[bytes.length / 2] ^= 1;

        assertThatIllegalArgumentException().isThrownBy(() -> StateCodec.decode(new byte[] {1, 2, 3}));
        assertThatIllegalArgumentException().isThrownBy(() -> StateCodec.decode(bytes));
    }

    private boolean enqueue(String id, Configuration configuration, boolean repeat) {
        return study.apply(new StudyEvent.Enqueued(id, configuration, repeat, study.now()));
    }
}
