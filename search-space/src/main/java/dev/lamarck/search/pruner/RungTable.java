package dev.lamarck.search.pruner;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The results of one rung, best first. Ties and NaN have a fixed order (NaN last, then the lower trial id first), so that
 * every decision is repeatable. Each question takes the logarithm of the number of results. Owned by one study; not safe
 * for several threads.
 *
 * <p>It keeps no more than it needs. Of a trial that left, promoted or ended, only the loss stays, to nine significant
 * digits and rounded down, and it comes before waiting ones of the same loss. What {@link #forget} drops is only counted:
 * as worse than every better result that is kept, and as better than every result that is not better than the best one
 * dropped. So a result that is no better than one given up earlier stands behind all of those, even after the budget was
 * raised.
 */
public final class RungTable {

    /** How many low bits of the loss of a trial that left are cleared: 32 bits of the fraction stay. */
    private static final int ROUNDED_BITS = 20;

    private final boolean ranked;
    private final ResultTree results = new ResultTree();
    private final Map<Integer, Double> waiting = new HashMap<>();
    private int size;
    private int promoted;
    private int forgotten;
    private double bestForgotten = Double.NaN;

    public RungTable() {
        this(true);
    }

    /**
     * A table without results.
     *
     * @param ranked whether places among all results are asked for; else those that left are only counted
     */
    public RungTable(boolean ranked) {
        this.ranked = ranked;
    }

    /** Adds the result of a trial, which waits from now on; the loss is smaller for the better trial. */
    public void add(int trial, double loss) {
        if (waiting.putIfAbsent(trial, loss) != null) {
            throw new IllegalArgumentException("Trial %d waits in this rung already".formatted(trial));
        }
        results.add(loss, trial);
        size++;
    }

    /** How many results there were, forgotten ones included. */
    public int size() {
        return size;
    }

    /** How many results are better than that of a trial that waits. */
    public int rank(int trial) {
        Double loss = waiting.get(trial);
        if (loss == null) {
            throw new IllegalArgumentException("Trial %d does not wait".formatted(trial));
        }
        return place(loss, trial);
    }

    /** The best of the first {@code quota} that still waits. */
    public OptionalInt bestWaiting(long quota) {
        ResultTree.Node best = results.bestWaiting();
        return best == null || place(best.loss, best.trial) >= quota ? OptionalInt.empty() : OptionalInt.of(best.trial);
    }

    /** The worst that still waits. */
    public OptionalInt worstWaiting() {
        ResultTree.Node worst = results.worstWaiting();
        return worst == null ? OptionalInt.empty() : OptionalInt.of(worst.trial);
    }

    public int waiting() {
        return waiting.size();
    }

    /** How many of the first {@code quota} still wait. */
    int waiting(long quota) {
        if (forgotten == 0) {
            return results.waitingAmong(quota);
        }
        int better = results.before(bestForgotten, ResultTree.LEFT);
        return results.waitingAmong(quota <= better ? quota : Math.max(better, quota - forgotten));
    }

    int promoted() {
        return promoted;
    }

    /** The trial goes on to the next rung. */
    public void promote(int trial) {
        if (leave(trial)) {
            promoted++;
        }
    }

    /** The trial ends here. */
    public void close(int trial) {
        leave(trial);
    }

    /**
     * Drops the results of trials that left whose place is not among the first {@code places}.
     *
     * @return whether that moved the place of a trial that waits, which only happens after the budget was raised
     */
    public boolean forget(long places) {
        int before = forgotten;
        ResultTree.Node last = results.size() + (long) forgotten > places ? results.last() : null;
        while (last != null && !last.waits() && place(last.loss, last.trial) >= places) {
            bestForgotten = forgotten == 0 || Double.compare(last.loss, bestForgotten) < 0 ? last.loss : bestForgotten;
            results.remove(last.loss, last.trial);
            forgotten++;
            last = results.last();
        }
        ResultTree.Node worst = forgotten == before ? null : results.worstWaiting();
        return worst != null && isBehind(worst.loss);
    }

    /** How many results take memory. */
    public int kept() {
        return results.size();
    }

    public void write(BinaryWriter out) {
        List<Double> left = new ArrayList<>();
        results.forEach(node -> {
            if (!node.waits()) {
                left.add(node.loss);
            }
        });
        out.flag(ranked);
        out.ascending(
                left.stream().mapToLong(loss -> ordered(loss) >> ROUNDED_BITS).toArray());
        List<Integer> trials = waiting.keySet().stream().sorted().toList();
        out.all(trials, trial -> {
            out.number(trial);
            out.real(waiting.getOrDefault(trial, Double.NaN));
        });
        out.number(size);
        out.number(promoted);
        out.number(forgotten);
        out.real(bestForgotten);
    }

    public static RungTable read(BinaryReader in) {
        RungTable table = new RungTable(in.flag());
        for (long loss : in.ascending()) {
            table.results.add(unordered(loss << ROUNDED_BITS), ResultTree.LEFT);
        }
        in.all(() -> {
            int trial = in.integer();
            table.add(trial, in.real());
            return trial;
        });
        table.size = in.integer();
        table.promoted = in.integer();
        table.forgotten = in.integer();
        table.bestForgotten = in.real();
        return table;
    }

    private int place(double loss, int trial) {
        return results.before(loss, trial) + (isBehind(loss) ? forgotten : 0);
    }

    private boolean isBehind(double loss) {
        return forgotten > 0 && Double.compare(loss, bestForgotten) >= 0;
    }

    private boolean leave(int trial) {
        Double loss = waiting.remove(trial);
        if (loss == null) {
            return false;
        }
        results.remove(loss, trial);
        if (ranked) {
            results.add(rounded(loss), ResultTree.LEFT);
        }
        return true;
    }

    private static double rounded(double loss) {
        return Double.isNaN(loss) ? loss : unordered(ordered(loss) >> ROUNDED_BITS << ROUNDED_BITS);
    }

    /** A number that compares as the loss does. */
    private static long ordered(double loss) {
        long bits = Double.doubleToLongBits(loss);
        return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
    }

    private static double unordered(long ordered) {
        return Double.longBitsToDouble(ordered ^ ((ordered >> (Long.SIZE - 1)) & Long.MAX_VALUE));
    }
}
