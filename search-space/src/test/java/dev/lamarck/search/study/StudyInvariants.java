package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.pruner.RungTable;
import dev.lamarck.search.space.Configuration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must be true of a study after every event, whatever the event was. It keeps its own books of what it saw and
 * compares. Use it instead of the state to apply events, from the first one on:
 *
 * <pre>{@code
 * StudyInvariants study = new StudyInvariants(new StudyState(rules, space));
 * boolean accepted = study.apply(event);
 * }</pre>
 */
public final class StudyInvariants {

    private final StudyState state;
    private final Map<Integer, Trial> ended = new HashMap<>();
    private final Set<Configuration> suggested = new HashSet<>();
    private final Set<Configuration> repeats = new HashSet<>();
    private final Map<Integer, Long> deviceMillis = new HashMap<>();
    private byte[] bytes;
    private long spent;
    private int accepted;

    public StudyInvariants(StudyState state) {
        this.state = state;
        this.bytes = bytes(state);
    }

    /** Applies the events of a study, as its ledger holds them, and checks the state after each. */
    public static StudyInvariants replay(StudyState state, List<StudyEvent> events) {
        StudyInvariants study = new StudyInvariants(state);
        for (StudyEvent event : events) {
            assertThat(study.apply(event)).as("accepted: %s", event).isTrue();
        }
        return study;
    }

    public StudyState state() {
        return state;
    }

    /** The trials that have ended, as they did. */
    public Map<Integer, Trial> ended() {
        return Map.copyOf(ended);
    }

    /** How many events were accepted. */
    public int accepted() {
        return accepted;
    }

    /** Applies the event and checks all that must be true then; false if the state refused it. */
    public boolean apply(StudyEvent event) {
        boolean was = state.apply(event);
        try {
            if (was) {
                accepted++;
                note(event);
                collect(event);
            } else {
                assertThat(bytes(state)).as("a refused event changes nothing").isEqualTo(bytes);
                assertThat(state.drainChanged()).isEmpty();
            }
            check();
        } catch (AssertionError e) {
            throw new AssertionError("After %s: %s".formatted(event, e.getMessage()), e);
        }
        return was;
    }

    private void note(StudyEvent event) {
        switch (event) {
            case StudyEvent.Suggested it -> {
                Configuration configuration = it.suggestion().configuration();
                assertThat(suggested.add(configuration) || repeats.contains(configuration))
                        .as("no configuration is paid for twice")
                        .isTrue();
                assertThat(state.started())
                        .as("trials within the budget")
                        .isLessThanOrEqualTo(state.limits().trials())
                        .isEqualTo(it.trial() + 1);
            }
            case StudyEvent.Dispatched _ ->
                assertThat(state.running())
                        .as("trials at once within the budget")
                        .isLessThanOrEqualTo(state.parallel());
            case StudyEvent.Result it -> {
                long millis = Math.max(0, it.deviceMillis());
                spent += millis;
                deviceMillis.merge(it.trial(), millis, Long::sum);
            }
            case StudyEvent.Enqueued it -> {
                if (it.repeat()) {
                    repeats.add(it.configuration());
                }
            }
            case StudyEvent.TrialRetried it -> {
                Trial failed = ended.remove(it.trial());
                assertThat(failed).as("what is retried has ended").isNotNull();
                assertThat(failed.state()).isEqualTo(TrialState.FAILED);
            }
            case StudyEvent.Exhausted _,
                    StudyEvent.Paused _,
                    StudyEvent.Resumed _,
                    StudyEvent.Stopped _,
                    StudyEvent.BudgetSet _,
                    StudyEvent.SpaceChanged _,
                    StudyEvent.TrialPruned _,
                    StudyEvent.TimeUp _ -> {}
        }
    }

    private void collect(StudyEvent event) {
        for (Trial trial : state.drainChanged()) {
            if (trial.state().isTerminal()) {
                assertThat(ended.put(trial.id(), trial))
                        .as("trial %d ends once".formatted(trial.id()))
                        .isNull();
                assertThat(trial.progress().deviceMillis()).isEqualTo(deviceMillis.getOrDefault(trial.id(), 0L));
                assertThat(trial.period().endedMillis()).isIn(0L, event.atMillis());
            }
        }
    }

    private void check() {
        checkTrials();
        checkTables();
        assertThat(state.deviceMillis()).as("device time").isEqualTo(spent);
        assertThat(state.deviceMillisLeft()).isNotNegative();
        bytes = bytes(state);
        Decision decision = state.decide();
        assertThat(state.decide()).as("asked again").isEqualTo(decision);
        assertThat(bytes(state)).as("a question changes nothing").isEqualTo(bytes);
        checkDecision(decision);
    }

    private void checkTrials() {
        Map<TrialState, Integer> counts = new EnumMap<>(TrialState.class);
        Set<Integer> ids = new TreeSet<>(ended.keySet());
        for (Trial trial : state.live()) {
            assertThat(ids.add(trial.id()))
                    .as("trial %d lives and has ended".formatted(trial.id()))
                    .isTrue();
            assertThat(trial.state().isTerminal()).isFalse();
            assertThat(trial.progress().step())
                    .isBetween(0, state.rules().rungs().end(trial.progress().rung()));
            assertThat(trial.progress().lost())
                    .isLessThanOrEqualTo(state.rules().failures().infrastructure());
            assertThat(trial.progress().avoid()).hasSizeLessThanOrEqualTo(Trial.Progress.MOST_AVOIDED);
            counts.merge(trial.state(), 1, Integer::sum);
        }
        ended.values().forEach(trial -> counts.merge(trial.state(), 1, Integer::sum));
        assertThat(ids)
                .as("dense ids, none lost")
                .hasSize(state.started())
                .allMatch(id -> id >= 0 && id < state.started());
        assertThat(state.counts()).isEqualTo(counts);
        assertThat(state.started())
                .isEqualTo(state.live().size()
                        + state.ended().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum());
        assertThat(state.running()).isEqualTo(counts.getOrDefault(TrialState.RUNNING, 0));
    }

    private void checkTables() {
        List<RungTable> tables = state.tables();
        for (int rung = 0; rung < tables.size(); rung++) {
            int at = rung;
            List<Integer> paused = new ArrayList<>(state.live().stream()
                    .filter(trial -> trial.state() == TrialState.PAUSED
                            && trial.progress().rung() == at)
                    .map(Trial::id)
                    .toList());
            RungTable table = tables.get(rung);
            assertThat(table.waiting()).as("waiting in rung %d", rung).isEqualTo(paused.size());
            assertThat(paused).allMatch(trial -> table.rank(trial) < table.size());
        }
    }

    private void checkDecision(Decision decision) {
        boolean idle = state.status() != StudyStatus.RUNNING || state.running() >= state.parallel();
        switch (decision) {
            case Decision.Train(Trial trial, int rung) -> {
                assertThat(idle).isFalse();
                assertThat(state.trial(trial.id())).isEqualTo(trial);
                assertThat(rung)
                        .isEqualTo(trial.progress().rung() + (trial.state() == TrialState.PAUSED ? 1 : 0))
                        .isLessThan(state.rules().rungs().count());
            }
            case Decision.Suggest(int trial) -> {
                assertThat(idle).isFalse();
                assertThat(trial)
                        .isEqualTo(state.started())
                        .isLessThan(state.limits().trials());
            }
            case Decision.Await(String reason) -> {
                assertThat(reason).isNotBlank();
                assertThat(state.running() > 0 || state.status() == StudyStatus.PAUSED)
                        .as("something to wait for: %s", reason)
                        .isTrue();
            }
            case Decision.Finish _ -> assertThat(state.live()).isEmpty();
        }
    }

    private static byte[] bytes(StudyState state) {
        BinaryWriter out = new BinaryWriter();
        state.write(out);
        return out.bytes();
    }
}
