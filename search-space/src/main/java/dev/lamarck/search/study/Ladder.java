package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.pruner.PruneDecision;
import dev.lamarck.search.pruner.Pruner;
import dev.lamarck.search.pruner.RungTable;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/** The results of all rungs of a study, and what the pruner makes of them. */
final class Ladder {

    private final Pruner pruner;
    private final List<RungTable> tables;

    /** For how many candidates the tables were looked through since they last changed; -1 if they were not. */
    private int prunedFor = -1;

    Ladder(StudyRules rules) {
        this.pruner = rules.pruner();
        this.tables = IntStream.range(0, rules.rungs().count())
                .mapToObj(_ -> new RungTable(pruner.ranks()))
                .toList();
    }

    private Ladder(Pruner pruner, List<RungTable> tables) {
        this.pruner = pruner;
        this.tables = List.copyOf(tables);
    }

    static Ladder read(BinaryReader in, StudyRules rules) {
        return new Ladder(rules.pruner(), in.all(() -> RungTable.read(in)));
    }

    void write(BinaryWriter out) {
        out.all(tables, table -> table.write(out));
    }

    List<RungTable> tables() {
        return tables;
    }

    /** A result; of the last rung nothing is asked any more. */
    void add(int trial, int rung, double loss) {
        if (rung < tables.size() - 1) {
            prunedFor = -1;
            tables.get(rung).add(trial, loss);
        }
    }

    /** A trial ends where it is. */
    void close(Trial trial) {
        prunedFor = -1;
        tables.get(trial.progress().rung()).close(trial.id());
    }

    void promote(Trial trial) {
        prunedFor = -1;
        tables.get(trial.progress().rung()).promote(trial.id());
    }

    /**
     * The trial of a rung to promote next; empty if none has earned it.
     *
     * @param complete whether no further trial can come to the rung
     */
    OptionalInt promotable(int rung, boolean complete) {
        return rung == tables.size() - 1 ? OptionalInt.empty() : pruner.promotable(rung, tables, complete);
    }

    /**
     * Ends the waiting trials that cannot be promoted any more. Only the worst of a rung needs a look: if it may stay,
     * all may.
     *
     * @param candidates the largest number of trials that can have a result in the first rung
     */
    void prune(int candidates, ObjIntConsumer<String> end) {
        if (candidates == prunedFor) {
            return;
        }
        for (int rung = 0; rung < tables.size() - 1; rung++) {
            do {
                prune(rung, candidates, end);
            } while (tables.get(rung).forget(pruner.places(rung, tables, candidates)));
        }
        prunedFor = candidates;
    }

    private void prune(int rung, int candidates, ObjIntConsumer<String> end) {
        OptionalInt worst = tables.get(rung).worstWaiting();
        while (worst.isPresent()) {
            PruneDecision decision = pruner.decide(worst.getAsInt(), rung, tables, candidates);
            if (!decision.stop()) {
                return;
            }
            end.accept(decision.reason(), worst.getAsInt());
            worst = tables.get(rung).worstWaiting();
        }
    }
}
