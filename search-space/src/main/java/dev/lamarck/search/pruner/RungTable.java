package dev.lamarck.search.pruner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The results of one rung, best first. Ties and NaN have a fixed order (NaN last, then the lower trial id first), so that
 * every decision is repeatable. Owned by one study; not safe for several threads.
 */
public final class RungTable {

    private record Entry(double loss, int trial) {}

    private static final Comparator<Entry> BEST_FIRST =
            Comparator.comparingDouble(Entry::loss).thenComparingInt(Entry::trial);

    private final List<Entry> entries = new ArrayList<>();
    private final Set<Integer> left = new HashSet<>();
    private int promoted;

    /** Adds the result of a trial; the loss is smaller for the better trial. */
    public void add(int trial, double loss) {
        Entry entry = new Entry(loss, trial);
        entries.add(-Collections.binarySearch(entries, entry, BEST_FIRST) - 1, entry);
    }

    public int size() {
        return entries.size();
    }

    /** How many results are better than that of a trial that waits. */
    public int rank(int trial) {
        for (int rank = 0; rank < entries.size(); rank++) {
            if (entries.get(rank).trial() == trial) {
                return rank;
            }
        }
        throw new IllegalArgumentException("Trial %d does not wait".formatted(trial));
    }

    /** The worst trial that still waits. */
    public OptionalInt worstWaiting() {
        return entries.reversed().stream()
                .mapToInt(Entry::trial)
                .filter(trial -> !left.contains(trial))
                .findFirst();
    }

    /** The best of the first {@code quota} that still waits. */
    public OptionalInt bestWaiting(int quota) {
        return entries.stream()
                .limit(quota)
                .mapToInt(Entry::trial)
                .filter(trial -> !left.contains(trial))
                .findFirst();
    }

    /** How many of the first {@code quota} still wait. */
    int waiting(long quota) {
        return (int) entries.stream()
                .limit(quota)
                .filter(entry -> !left.contains(entry.trial()))
                .count();
    }

    int promoted() {
        return promoted;
    }

    /** The trial goes on to the next rung. */
    public void promote(int trial) {
        if (left.add(trial)) {
            promoted++;
        }
    }

    /** The trial ends here. */
    public void close(int trial) {
        left.add(trial);
    }
}
