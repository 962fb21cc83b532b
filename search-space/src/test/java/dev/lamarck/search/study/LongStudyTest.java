package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a study of 100,000 trials costs. */
class LongStudyTest {

    private static final int TRIALS = 100_000;
    private static final int EVERY = 4_000;
    private static final int MOST_BYTES = 512 * 1024;

    /**
     * The bound on the time is generous, since a machine may be busy: CPU time of this thread, simulation included, which
     * is equal for both.
     */
    @Test
    void staysSmallAndCostsHardlyMoreAnEventThanAShortOne() {
        List<Integer> sizes = new ArrayList<>();
        cost(20, 1_000, _ -> {});
        double small = Math.min(cost(20, 1_000, _ -> {}), cost(20, 1_000, _ -> {}));

        double large = cost(1, TRIALS, state -> sizes.add(StateCodec.encode(state).length));

        System.out.printf(
                "CPU time an event: %.2f us in studies of 1,000 trials, %.2f us in one of 100,000: %.2f times; state at most %,d bytes%n",
                small, large, large / small, Collections.max(sizes));
        assertThat(sizes).hasSize(TRIALS / EVERY).allMatch(size -> size <= MOST_BYTES);
        assertThat(large / small).isLessThan(2.5);
    }

    @Test
    void usesASmallSpaceUpExactlyHoweverLittleTheSamplerHelps() {
        StudyState state = new StudyState(
                SimulatedSearch.rules(5_000, 1),
                SearchSpace.of(List.of(
                        new IntParameter("a", 1, 60, false, null, null),
                        new IntParameter("b", 1, 70, false, null, null))));
        Suggestion stubborn = new Suggestion(new Configuration(Map.of("a", 1, "b", 1)), "random", List.of());
        int proposed = 0;
        Suggestion next = state.propose(_ -> List.of(stubborn));
        while (next != null) {
            assertThat(state.apply(new StudyEvent.Suggested(proposed, next, 1))).isTrue();
            proposed++;
            next = state.propose(_ -> List.of(stubborn));
        }

        assertThat(proposed).isEqualTo(60 * 70);
        assertThat(state.apply(new StudyEvent.Exhausted(1))).isTrue();
        assertThat(state.apply(new StudyEvent.Exhausted(1))).as("once").isFalse();
    }

    /** Microseconds an event, without the observer's. */
    private static double cost(int studies, int trials, Consumer<StudyState> observer) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] spent = {-threads.getCurrentThreadCpuTime()};
        long events = 0;
        for (int i = 0; i < studies; i++) {
            SimulatedSearch search = new SimulatedSearch(trials, 64);
            search.run(EVERY, state -> {
                spent[0] += threads.getCurrentThreadCpuTime();
                observer.accept(state);
                spent[0] -= threads.getCurrentThreadCpuTime();
            });
            events += search.events();
            assertThat(search.state().ended().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(trials);
        }
        return (spent[0] + threads.getCurrentThreadCpuTime()) / 1e3 / events;
    }
}
