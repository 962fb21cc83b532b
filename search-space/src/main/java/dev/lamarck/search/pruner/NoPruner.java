package dev.lamarck.search.pruner;

import java.util.List;
import java.util.OptionalInt;

/** Every trial gets the full budget. */
public record NoPruner() implements Pruner {

    @Override
    public OptionalInt promotable(int rung, List<RungTable> tables, boolean complete) {
        return tables.get(rung).bestWaiting(tables.get(rung).size());
    }

    @Override
    public PruneDecision decide(int trial, int rung, List<RungTable> tables, int candidates) {
        return PruneDecision.keep();
    }

    @Override
    public boolean ranks() {
        return false;
    }

    @Override
    public long places(int rung, List<RungTable> tables, int candidates) {
        return Long.MAX_VALUE;
    }

    @Override
    public int version() {
        return 1;
    }
}
