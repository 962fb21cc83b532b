package dev.lamarck.search.pruner;

import java.util.List;
import java.util.OptionalInt;

/**
 * Asynchronous successive halving in its promoting form: of the results seen in a rung, the best 1/reduction may go on,
 * at any time and without waiting for the others; a trial that waits holds no slot. At the end at least one trial of each
 * rung is promoted, so that a small study has a winner at full budget too.
 *
 * <p>Of those that wait for others to come, the best {@value #MOST_WAITING} of a rung stay: their checkpoints take disk, and
 * the place of a result that is further behind than that among thousands does not become one of the best any more but by
 * a change in what the sampler proposes.
 *
 * <p>Source: Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020, algorithm 2.
 */
public record AshaPruner(int reduction) implements Pruner {

    /** How many trials may wait in a rung beyond those that have earned their promotion. */
    public static final int MOST_WAITING = 256;

    public AshaPruner {
        if (reduction < 2) {
            throw new IllegalArgumentException("ASHA's reduction must be at least 2, not " + reduction);
        }
    }

    @Override
    public OptionalInt promotable(int rung, List<RungTable> tables, boolean complete) {
        RungTable table = tables.get(rung);
        int quota = table.size() / reduction;
        return table.bestWaiting(complete ? Math.max(1, quota) : quota);
    }

    @Override
    public PruneDecision decide(int trial, int rung, List<RungTable> tables, int candidates) {
        long places = places(rung, tables, candidates);
        RungTable table = tables.get(rung);
        int rank = table.rank(trial);
        if (rank >= places) {
            return new PruneDecision(
                    true, "rank %d in rung %d, of which at most %d can go on".formatted(rank + 1, rung + 1, places));
        }
        if (table.waiting() > MOST_WAITING && rank >= places(table.size())) {
            return new PruneDecision(
                    true, "rank %d in rung %d, behind %d that wait".formatted(rank + 1, rung + 1, MOST_WAITING));
        }
        return PruneDecision.keep();
    }

    @Override
    public boolean ranks() {
        return true;
    }

    @Override
    public long places(int rung, List<RungTable> tables, int candidates) {
        long bound = candidates;
        for (RungTable below : tables.subList(0, rung)) {
            long arrivals = bound - below.size();
            bound = below.promoted() + below.waiting(places(bound)) + arrivals;
        }
        return places(bound);
    }

    @Override
    public int version() {
        return 1;
    }

    private long places(long results) {
        return Math.max(1, results / reduction);
    }
}
