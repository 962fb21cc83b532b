package dev.lamarck.search.pruner;

import java.util.List;
import java.util.OptionalInt;

/**
 * Asynchronous successive halving in its promoting form: of the results seen in a rung, the best 1/reduction may go on,
 * at any time and without waiting for the others; a trial that waits holds no slot. At the end at least one trial of each
 * rung is promoted, so that a small study has a winner at full budget too.
 *
 * <p>Source: Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020, algorithm 2.
 */
public record AshaPruner(int reduction) implements Pruner {

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
        long bound = candidates;
        for (RungTable below : tables.subList(0, rung)) {
            long arrivals = bound - below.size();
            bound = below.promoted() + below.waiting(places(bound)) + arrivals;
        }
        int rank = tables.get(rung).rank(trial);
        if (rank < places(bound)) {
            return PruneDecision.keep();
        }
        return new PruneDecision(
                true, "rank %d in rung %d, of which at most %d can go on".formatted(rank + 1, rung + 1, places(bound)));
    }

    @Override
    public int version() {
        return 1;
    }

    private long places(long results) {
        return Math.max(1, results / reduction);
    }
}
