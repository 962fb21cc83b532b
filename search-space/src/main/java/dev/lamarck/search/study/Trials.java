package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The trials that live, with an index for each question that a decision asks, and the counts of those that have ended.
 * Nothing here costs more than the logarithm of the number that live.
 */
final class Trials {

    static final int MOST_FAILED_KEPT = 100;

    /** Waiting for a slot: the highest rung first, since it is the nearest to a result, then the oldest. */
    private record Pending(int rung, int id) {

        static final Comparator<Pending> ORDER =
                Comparator.comparingInt(Pending::rung).reversed().thenComparingInt(Pending::id);
    }

    private final TreeMap<Integer, Trial> live = new TreeMap<>();
    private final TreeSet<Pending> pending = new TreeSet<>(Pending.ORDER);
    private final TreeSet<Integer> running = new TreeSet<>();
    private final List<TreeSet<Integer>> paused = new ArrayList<>();
    private final int[] active;
    private final Map<TrialState, Integer> ended = new EnumMap<>(TrialState.class);
    private final LinkedHashMap<Integer, Trial> failed = new LinkedHashMap<>();
    private final List<Trial> changed = new ArrayList<>();
    private int next;

    Trials(int rungs) {
        active = new int[rungs];
        for (int rung = 0; rung < rungs; rung++) {
            paused.add(new TreeSet<>());
        }
    }

    static Trials read(BinaryReader in, int rungs) {
        Trials trials = new Trials(rungs);
        in.all(() -> TrialCodec.trial(in)).forEach(trials::put);
        in.all(() -> TrialCodec.trial(in)).forEach(trial -> trials.failed.put(trial.id(), trial));
        trials.changed.addAll(in.all(() -> TrialCodec.trial(in)));
        in.all(() -> {
            TrialState state = TrialState.valueOf(in.name());
            trials.ended.put(state, in.integer());
            return state;
        });
        trials.next = in.integer();
        return trials;
    }

    void write(BinaryWriter out) {
        out.all(live.values(), trial -> TrialCodec.write(out, trial));
        out.all(failed.values(), trial -> TrialCodec.write(out, trial));
        out.all(changed, trial -> TrialCodec.write(out, trial));
        out.all(ended.entrySet(), count -> {
            out.name(count.getKey().name());
            out.number(count.getValue());
        });
        out.number(next);
    }

    void begin(Suggestion suggestion) {
        put(Trial.suggested(next, suggestion));
        next++;
    }

    /** A trial that lives is from now on this. */
    void put(Trial trial) {
        Trial before = live.put(trial.id(), trial);
        if (before != null) {
            leave(before);
        }
        int rung = trial.progress().rung();
        switch (trial.state()) {
            case PENDING -> pending.add(new Pending(rung, trial.id()));
            case RUNNING -> running.add(trial.id());
            case PAUSED -> paused.get(rung).add(trial.id());
            case PRUNED, COMPLETED, FAILED, INFEASIBLE, CANCELLED ->
                throw new IllegalStateException("Trial %d is %s".formatted(trial.id(), trial.state()));
        }
        active[rung] += trial.state() == TrialState.PAUSED ? 0 : 1;
    }

    /** Tells readers of the trial as it is now. */
    void announce(Trial trial) {
        changed.add(trial);
    }

    void end(Trial trial, TrialState state, Trial.@Nullable Outcome outcome, long nowMillis) {
        Trial before = live.remove(trial.id());
        if (before != null) {
            leave(before);
        }
        Trial last = trial.ended(state, outcome, nowMillis);
        ended.merge(state, 1, Integer::sum);
        changed.add(last);
        if (state == TrialState.FAILED) {
            failed.put(last.id(), last);
            if (failed.size() > MOST_FAILED_KEPT) {
                Iterator<Integer> oldest = failed.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    /** Takes back that a trial has failed; false if it has not or is forgotten. */
    boolean retry(int id) {
        Trial trial = failed.remove(id);
        if (trial == null) {
            return false;
        }
        ended.merge(TrialState.FAILED, -1, (a, b) -> a + b == 0 ? null : a + b);
        put(trial.retried());
        changed.add(trial(id));
        return true;
    }

    @Nullable
    Trial find(int id) {
        return live.get(id);
    }

    Trial trial(int id) {
        Trial trial = live.get(id);
        if (trial == null) {
            throw new IllegalStateException("Trial %d is not live".formatted(id));
        }
        return trial;
    }

    @Nullable
    Trial nextPending() {
        return pending.isEmpty() ? null : live.get(pending.first().id());
    }

    /** The trials that wait at the end of a rung. */
    List<Trial> paused(int rung) {
        return paused.get(rung).stream().map(this::trial).toList();
    }

    /** Whether no trial can come to this rung any more, if no new one begins. */
    boolean isComplete(int rung) {
        for (int below = 0; below < rung; below++) {
            if (active[below] > 0 || !paused.get(below).isEmpty()) {
                return false;
            }
        }
        return active[rung] == 0;
    }

    /** Whether no trial runs or waits for a slot. */
    boolean allPaused() {
        return pending.isEmpty() && running.isEmpty();
    }

    int running() {
        return running.size();
    }

    /** The trials that run or wait for a slot, newest first. */
    List<Trial> inWork(int most) {
        TreeSet<Integer> ids = new TreeSet<>(Comparator.reverseOrder());
        running.descendingSet().stream().limit(most).forEach(ids::add);
        pending.stream().limit(most).map(Pending::id).forEach(ids::add);
        return ids.stream().limit(most).map(this::trial).toList();
    }

    Collection<Trial> live() {
        return Collections.unmodifiableCollection(live.values());
    }

    Collection<Trial> failed() {
        return Collections.unmodifiableCollection(failed.values());
    }

    Map<TrialState, Integer> ended() {
        return Collections.unmodifiableMap(ended);
    }

    Map<TrialState, Integer> counts() {
        Map<TrialState, Integer> counts = new EnumMap<>(ended);
        counts.put(TrialState.PENDING, pending.size());
        counts.put(TrialState.RUNNING, running.size());
        counts.put(TrialState.PAUSED, paused.stream().mapToInt(TreeSet::size).sum());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    int started() {
        return next;
    }

    List<Trial> drainChanged() {
        List<Trial> drained = List.copyOf(changed);
        changed.clear();
        return drained;
    }

    private void leave(Trial trial) {
        int rung = trial.progress().rung();
        pending.remove(new Pending(rung, trial.id()));
        running.remove(trial.id());
        paused.get(rung).remove(trial.id());
        active[rung] -= trial.state() == TrialState.PAUSED ? 0 : 1;
    }
}
