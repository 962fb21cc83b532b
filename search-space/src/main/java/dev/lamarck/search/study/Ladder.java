package dev.lamarck.search.study;

import dev.lamarck.search.pruner.PruneDecision;
import dev.lamarck.search.pruner.RungTable;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The results of all rungs of a study, and what the pruner makes of them. */
final class Ladder {

    private final StudyRules rules;
    private final List<RungTable> tables;

    Ladder(StudyRules rules) {
        this.rules = rules;
        this.tables = IntStream.range(0, rules.rungs().count())
                .mapToObj(_ -> new RungTable())
                .toList();
    }

    void add(int trial, int rung, double loss) {
        tables.get(rung).add(trial, loss);
    }

    /** A trial ends where it is. */
    void close(Trial trial) {
        tables.get(trial.progress().rung()).close(trial.id());
    }

    /** Takes the trial to promote next, from the highest rung down; empty if none has earned it. */
    OptionalInt promote(Collection<Trial> live, boolean moreToCome) {
        for (int rung = rules.rungs().last() - 1; rung >= 0; rung--) {
            boolean complete = !moreToCome && isComplete(rung, live);
            OptionalInt best = rules.pruner().promotable(rung, tables, complete);
            if (best.isPresent()) {
                tables.get(rung).promote(best.getAsInt());
                return best;
            }
        }
        return OptionalInt.empty();
    }

    /** Whether a rung to which nothing more can come has a trial to promote. */
    boolean hasPromotable(int rung) {
        return rules.pruner().promotable(rung, tables, true).isPresent();
    }

    /**
     * Whether a waiting trial ends here.
     *
     * @param candidates the largest number of trials that can have a result in the first rung
     */
    PruneDecision decide(Trial trial, int candidates) {
        Double value = trial.metrics().get(rules.objective().metric());
        double loss = rules.objective().loss(value == null ? Double.NaN : value);
        return rules.pruner().decide(trial.id(), loss, trial.progress().rung(), tables, candidates);
    }

    /** No trial can come to this rung any more, if no new one begins. */
    private static boolean isComplete(int rung, Collection<Trial> live) {
        return live.stream()
                .allMatch(trial -> trial.progress().rung() > rung
                        || (trial.progress().rung() == rung && trial.state() == TrialState.PAUSED));
    }
}
