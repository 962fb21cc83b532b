package dev.lamarck.search.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the results of a deterministic study count, whatever the order in which they come: that of a virtual
 * clock on which a rung costs its steps. A real result waits for its predecessors. One owner, one thread.
 */
public final class VirtualOrder {

    /**
     * A rung in flight.
     *
     * @param finish the virtual time of its end
     */
    public record Turn(long finish, int trial) {}

    /**
     * All there is to it, to go on from elsewhere.
     *
     * @param now the virtual time
     * @param held results that wait for their predecessors
     */
    public record Snapshot(long now, List<Turn> turns, List<StudyEvent.Result> held) {

        public static final Snapshot START = new Snapshot(0, List.of(), List.of());

        public Snapshot {
            turns = List.copyOf(turns);
            held = List.copyOf(held);
        }
    }

    private final TreeSet<Turn> turns =
            new TreeSet<>(Comparator.comparingLong(Turn::finish).thenComparingInt(Turn::trial));
    private final Map<Integer, Turn> byTrial = new TreeMap<>();
    private final Map<Integer, StudyEvent.Result> held = new TreeMap<>();
    private long now;

    public VirtualOrder(Snapshot from) {
        now = from.now();
        from.turns().forEach(this::add);
        from.held().forEach(event -> held.put(event.trial(), event));
    }

    public Snapshot snapshot() {
        return new Snapshot(now, List.copyOf(turns), List.copyOf(held.values()));
    }

    /** A rung begins, or goes on, which changes nothing. */
    public void begin(int trial, int steps) {
        if (!byTrial.containsKey(trial)) {
            add(new Turn(now + Math.max(1, steps), trial));
        }
    }

    /** The result of a rung has come. */
    public void arrive(StudyEvent.Result event) {
        held.put(event.trial(), event);
    }

    /** Whether the result whose turn it is has come. */
    public boolean isReady() {
        return !turns.isEmpty() && held.containsKey(turns.first().trial());
    }

    /** Takes the result whose turn it is; empty if it has not come yet. */
    public Optional<StudyEvent.Result> poll() {
        if (turns.isEmpty()) {
            return Optional.empty();
        }
        Turn first = turns.first();
        StudyEvent.@Nullable Result event = held.remove(first.trial());
        if (event == null) {
            return Optional.empty();
        }
        turns.remove(first);
        byTrial.remove(first.trial());
        now = first.finish();
        return Optional.of(event);
    }

    /** Trials whose rung has begun and whose result has not come, in the order of their turns. */
    public List<Integer> open() {
        List<Integer> open = new ArrayList<>();
        for (Turn turn : turns) {
            if (!held.containsKey(turn.trial())) {
                open.add(turn.trial());
            }
        }
        return open;
    }

    /** The trial ends without a result. */
    public void drop(int trial) {
        held.remove(trial);
        Turn turn = byTrial.remove(trial);
        if (turn != null) {
            turns.remove(turn);
        }
    }

    private void add(Turn turn) {
        turns.add(turn);
        byTrial.put(turn.trial(), turn);
    }
}
