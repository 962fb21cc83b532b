package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudyInvariantsTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void holdWhateverHappens(int seed) {
        RandomStudy world = new RandomStudy(seed);
        StudyInvariants study = new StudyInvariants(world.state());

        world.run(study.state(), 150, study::apply);

        assertThat(study.state().decide()).isInstanceOf(Decision.Finish.class);
        assertThat(study.ended()).hasSize(study.state().started());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aRestoredStudyGoesOnAsTheOneThatWasNot(int seed) {
        RandomStudy world = new RandomStudy(seed);
        StudyState state = world.state();
        int every = 1 + new SplittableRandom(seed).nextInt(40);
        StudyState[] twin = {StateCodec.decode(StateCodec.encode(state))};
        int[] events = {0};

        world.run(state, 150, event -> {
            boolean accepted = state.apply(event);
            assertThat(twin[0].apply(event)).isEqualTo(accepted);
            assertThat(twin[0].decide()).isEqualTo(state.decide());
            assertThat(twin[0].view().told()).isEqualTo(state.view().told());
            assertThat(twin[0].view().pending()).isEqualTo(state.view().pending());
            assertThat(twin[0].drainChanged()).isEqualTo(state.drainChanged());
            if (++events[0] % every == 0) {
                twin[0] = StateCodec.decode(StateCodec.encode(twin[0]));
            }
            return accepted;
        });

        assertThat(StateCodec.encode(twin[0])).isEqualTo(StateCodec.encode(state));
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 200);
    }

    @Test
    void meetEveryKindOfEventAndEnd() {
        Set<Class<?>> accepted = new HashSet<>();
        Set<TrialState> states = new HashSet<>();
        for (int seed = 1; seed <= 200; seed++) {
            RandomStudy world = new RandomStudy(seed);
            StudyState state = world.state();
            world.run(state, 150, event -> {
                boolean was = state.apply(event);
                if (was) {
                    accepted.add(event.getClass());
                }
                return was;
            });
            states.addAll(state.ended().keySet());
        }

        assertThat(accepted)
                .contains(
                        StudyEvent.Suggested.class,
                        StudyEvent.Exhausted.class,
                        StudyEvent.Dispatched.class,
                        StudyEvent.Yielded.class,
                        StudyEvent.Measured.class,
                        StudyEvent.Failed.class,
                        StudyEvent.Returned.class,
                        StudyEvent.CheckpointLost.class,
                        StudyEvent.Paused.class,
                        StudyEvent.Resumed.class,
                        StudyEvent.Stopped.class,
                        StudyEvent.BudgetSet.class,
                        StudyEvent.SpaceChanged.class,
                        StudyEvent.Enqueued.class,
                        StudyEvent.TrialPruned.class,
                        StudyEvent.TrialRetried.class,
                        StudyEvent.TimeUp.class,
                        StudyEvent.Ended.class);
        assertThat(states)
                .contains(
                        TrialState.PRUNED,
                        TrialState.COMPLETED,
                        TrialState.FAILED,
                        TrialState.INFEASIBLE,
                        TrialState.CANCELLED);
    }
}
