package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a trial that fails, one policy a class of failure. */
class FailurePoliciesTest {

    @Test
    void infrastructureSendsTheTrialElsewhere() {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();
        study.yieldAt(trial, 2);
        study.dispatch(trial);

        assertThat(study.fail(trial, FailureClass.INFRASTRUCTURE, "a")).isTrue();
        study.dispatch(trial);
        study.fail(trial, FailureClass.INFRASTRUCTURE, "b");

        Trial waiting = study.trial(trial);
        assertThat(waiting.state()).isEqualTo(TrialState.PENDING);
        assertThat(waiting.progress().avoid()).containsExactly("a", "b");
        assertThat(waiting.progress().lost()).isEqualTo(2);
        assertThat(waiting.progress().step()).isEqualTo(2);
        assertThat(waiting.progress().checkpoint()).isEqualTo("c0-2");
        assertThat(waiting.progress().deviceMillis()).isEqualTo(3_000);
    }

    @Test
    void infrastructureFailsATrialAfterTheLimit() {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();
        for (int i = 0; i < 2; i++) {
            study.fail(trial, FailureClass.INFRASTRUCTURE, "a");
            study.dispatch(trial);
        }

        study.fail(trial, FailureClass.INFRASTRUCTURE, "a");

        assertThat(study.trial(trial).state()).isEqualTo(TrialState.FAILED);
        assertThat(study.trial(trial).ended())
                .isEqualTo(new Trial.Outcome(FailureClass.INFRASTRUCTURE, "INFRASTRUCTURE it was"));
    }

    @Test
    void whatWasReturnedCountsAsNothing() {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();

        for (int i = 1; i <= 10; i++) {
            assertThat(study.apply(new StudyEvent.Returned(trial, i, 5))).isTrue();
            assertThat(study.apply(new StudyEvent.Returned(trial, i, 5)))
                    .as("again")
                    .isFalse();
            study.dispatch(trial);
        }

        assertThat(study.trial(trial).progress().lost()).isZero();
        assertThat(study.trial(trial).progress().avoid()).isEmpty();
    }

    @Test
    void halvesTheBatchOnceAndBeginsAgain() {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();
        study.yieldAt(trial, 2);
        study.dispatch(trial);

        study.fail(trial, FailureClass.OUT_OF_MEMORY, "a");

        Trial halved = study.trial(trial);
        assertThat(halved.state()).isEqualTo(TrialState.PENDING);
        assertThat(halved.configuration()).isEqualTo(TestStudy.configuration(0, 16));
        assertThat(halved.suggestion().configuration()).isEqualTo(TestStudy.configuration(0, 32));
        assertThat(halved.progress().step()).isZero();
        assertThat(halved.progress().checkpoint()).isNull();
        assertThat(study.state.isTried(TestStudy.configuration(0, 16))).isTrue();

        study.dispatch(trial);
        study.fail(trial, FailureClass.OUT_OF_MEMORY, "a");

        assertThat(study.trial(trial).state()).isEqualTo(TrialState.INFEASIBLE);
        assertThat(study.state.view().told())
                .containsExactly(new Scored(trial, TestStudy.configuration(0, 32), -1, Double.POSITIVE_INFINITY));
    }

    @Test
    void scoresTheConfigurationThatWasTrained() {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();
        study.fail(trial, FailureClass.OUT_OF_MEMORY, "a");
        study.dispatch(trial);

        study.measure(trial, 4, 0.5);

        assertThat(study.state.best(1)).containsExactly(new Scored(trial, TestStudy.configuration(0, 16), 0, 0.5));
    }

    @Test
    void halvesNoBatchOfOneAndNoneAgainstTheRules() {
        TestStudy study = TestStudy.ofOneRung();
        study.suggest(TestStudy.configuration(1, 1));
        study.dispatch(0);
        TestStudy strict = TestStudy.thatFailsWithoutMemory();
        strict.running();

        study.fail(0, FailureClass.OUT_OF_MEMORY, "a");
        strict.fail(0, FailureClass.OUT_OF_MEMORY, "a");

        assertThat(study.trial(0).state()).isEqualTo(TrialState.INFEASIBLE);
        assertThat(strict.trial(0).state()).isEqualTo(TrialState.INFEASIBLE);
    }

    @ParameterizedTest
    @EnumSource(names = {"DIVERGED", "NO_METRIC", "TIMED_OUT", "USER_CODE", "INVALID_CONFIGURATION"})
    void tellsTheSamplerWhatCannotBeTrained(FailureClass failure) {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();

        study.fail(trial, failure, "a");

        assertThat(study.trial(trial).state())
                .isEqualTo(failure == FailureClass.INVALID_CONFIGURATION ? TrialState.INFEASIBLE : TrialState.FAILED);
        assertThat(study.state.view().told())
                .singleElement()
                .satisfies(told -> assertThat(told.loss()).isInfinite());
        assertThat(study.state.fatal()).isNull();
    }

    @Test
    void endsTheStudyOverDamagedDataOnceNothingRuns() {
        TestStudy study = TestStudy.ofOneRung();
        int first = study.running();
        int second = study.running();

        study.fail(first, FailureClass.DATA, "a");

        assertThat(study.state.decide()).isEqualTo(new Decision.Await("DATA it was; 1 rung is in flight"));
        assertThat(study.state.status()).isEqualTo(StudyStatus.STOPPING);

        study.yieldAt(second, 2);

        assertThat(study.state.decide()).isEqualTo(new Decision.Finish());
        assertThat(study.trial(second).state()).isEqualTo(TrialState.CANCELLED);
        assertThat(study.state.fatal()).isEqualTo("DATA it was");
    }

    @Test
    void failsTheStudyAboveTheLimitOfFailedTrials() {
        TestStudy study = TestStudy.ofOneRung();
        for (int i = 0; i < 4; i++) {
            study.fail(study.running(), FailureClass.USER_CODE, "a");
        }

        assertThat(study.state.fatal())
                .isEqualTo("4 trials failed, more than failures.maxFailed (3) allows; the last one: USER_CODE it was");
    }

    @Test
    void fallsBackToTheCheckpointBeforeALostOne() {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();
        for (int step = 1; step <= 3; step++) {
            study.yieldAt(trial, step);
            study.dispatch(trial);
        }

        assertThat(study.loseCheckpoint(trial)).isTrue();
        assertThat(study.trial(trial).progress().checkpoint()).isEqualTo("c0-2");
        assertThat(study.trial(trial).progress().step()).isEqualTo(2);
        assertThat(study.trial(trial).progress().slice()).isEqualTo(2);

        study.dispatch(trial);
        study.loseCheckpoint(trial);
        assertThat(study.trial(trial).progress().checkpoint()).isNull();
        assertThat(study.trial(trial).progress().step()).isZero();
        assertThat(study.trial(trial).state()).isEqualTo(TrialState.PENDING);
    }

    @Test
    void anImpossibleStepIsAFaultOfTheTrainer() {
        TestStudy study = TestStudy.ofOneRung();
        int trial = study.running();

        study.measure(trial, 5, 0.5);

        assertThat(study.trial(trial).ended())
                .isEqualTo(new Trial.Outcome(
                        FailureClass.USER_CODE, "The trainer reported step 5; it was asked for steps from 0 to 4."));
    }

    @Test
    void aPromotedTrialBeginsAgainWhereThereAreNoCheckpoints() {
        TestStudy study = TestStudy.ofRungs(false);
        for (int i = 0; i < 3; i++) {
            study.measure(study.running(), 1, i);
        }
        assertThat(study.state.decide()).isEqualTo(new Decision.Train(study.trial(0), 1));

        study.apply(new StudyEvent.Dispatched(0, 2, 1, study.now()));

        assertThat(study.trial(0).progress().rung()).isEqualTo(1);
        assertThat(study.trial(0).progress().step()).isZero();
        assertThat(study.trial(0).progress().checkpoint()).isNull();
        assertThat(study.trial(0).metrics()).isEqualTo(Map.of("loss", 0.0));
    }
}
