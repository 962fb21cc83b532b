package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.pruner.RungTable;
import dev.lamarck.search.space.Configuration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    private final Map<Integer, Integer> dispatches = new HashMap<>();
    private final Set<Integer> inFlight = new HashSet<>();
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
            case StudyEvent.Dispatched it -> {
                require(state.running() <= state.parallel(), "%d run of %d", state.running(), state.parallel());
                Integer before = dispatches.put(it.trial(), it.dispatch());
                require(it.dispatch() == (before == null ? 1 : before + 1), "dispatch %s follows %s", it, before);
                require(inFlight.add(it.trial()), "trial %d ran in two places", it.trial());
            }
            case StudyEvent.Result it -> {
                require(inFlight.remove(it.trial()), "trial %d was in flight", it.trial());
                require(it.dispatch() == dispatches.getOrDefault(it.trial(), 0), "%s is of the last dispatch", it);
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
                    StudyEvent.TimeUp _,
                    StudyEvent.Ended _ -> {}
        }
    }

    private void collect(StudyEvent event) {
        for (Trial trial : state.drainChanged()) {
            if (trial.state().isTerminal()) {
                inFlight.remove(trial.id());
                require(ended.put(trial.id(), trial) == null, "trial %d ends once", trial.id());
                assertThat(trial.progress().deviceMillis()).isEqualTo(deviceMillis.getOrDefault(trial.id(), 0L));
                assertThat(trial.period().endedMillis()).isIn(0L, event.atMillis());
            }
        }
    }

    private void check() {
        checkTrials();
        checkTables();
        require(state.deviceMillis() == spent, "%d ms of devices, of %d", state.deviceMillis(), spent);
        require(state.deviceMillisLeft() >= 0, "%d ms are left", state.deviceMillisLeft());
        bytes = bytes(state);
        Decision decision = state.decide();
        require(state.decide().equals(decision), "%s when asked again", decision);
        require(Arrays.equals(bytes(state), bytes), "a question changes nothing");
        checkDecision(decision);
    }

    private void checkTrials() {
        Map<TrialState, Integer> counts = new EnumMap<>(TrialState.class);
        Set<Integer> ids = new HashSet<>(ended.keySet());
        for (Trial trial : state.live()) {
            Trial.Progress progress = trial.progress();
            require(ids.add(trial.id()), "trial %d lives and has not ended", trial.id());
            require(!trial.state().isTerminal(), "%s lives", trial);
            int end = state.rules().rungs().end(progress.rung());
            require(progress.step() >= 0 && progress.step() <= end, "%s is within its rung", trial);
            int most = state.rules().failures().infrastructure();
            require(progress.lost() <= most, "%s was lost %d times at most", trial, most);
            require(progress.avoid().size() <= Trial.Progress.MOST_AVOIDED, "%s avoids few", trial);
            counts.merge(trial.state(), 1, Integer::sum);
        }
        ended.values().forEach(trial -> counts.merge(trial.state(), 1, Integer::sum));
        int started = state.started();
        require(ids.size() == started, "%d ids are known of %d", ids.size(), started);
        ids.forEach(id -> require(id >= 0 && id < started, "id %d is dense below %d", id, started));
        require(state.counts().equals(counts), "states are counted as %s, not %s", counts, state.counts());
        int over = state.ended().values().stream().mapToInt(Integer::intValue).sum();
        require(started == state.live().size() + over, "%d started, %d live and ended", started, over);
        int running = counts.getOrDefault(TrialState.RUNNING, 0);
        require(state.running() == running && inFlight.size() == running, "%d run", running);
    }

    private void checkTables() {
        int[] paused = new int[state.tables().size()];
        for (Trial trial : state.live()) {
            if (trial.state() == TrialState.PAUSED) {
                int rung = trial.progress().rung();
                RungTable table = state.tables().get(rung);
                paused[rung]++;
                require(table.rank(trial.id()) < table.size(), "%s has a place", trial);
            }
        }
        for (int rung = 0; rung < paused.length; rung++) {
            int waiting = state.tables().get(rung).waiting();
            require(waiting == paused[rung], "%d wait in rung %d of %d", waiting, rung, paused[rung]);
        }
    }

    private static void require(boolean holds, String what, Object... values) {
        if (!holds) {
            throw new AssertionError(("It does not hold that " + what).formatted(values));
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
