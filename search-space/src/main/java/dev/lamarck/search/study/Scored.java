package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import java.util.Comparator;

/**
 * A trial with its result so far.
 *
 * @param rung the last rung that it ended, from 0; -1 if it failed before the first
 * @param loss at the end of that rung, smaller is better; infinite for a failed trial
 */
public record Scored(int trial, Configuration configuration, int rung, double loss) {

    /**
     * Best first. A trial that earned a higher rung is better than one that did not, whatever their values: values of
     * different budgets do not compare.
     */
    public static final Comparator<Scored> BEST_FIRST = Comparator.comparingInt(Scored::rung)
            .reversed()
            .thenComparingDouble(Scored::loss)
            .thenComparingInt(Scored::trial);
}
