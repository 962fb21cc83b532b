package dev.lamarck.engine.gate;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's exact test of two classifiers on the same rows, one-sided: is the challenger better? If it were not, each row
 * on which just one of the two is right would be the challenger's with a chance of at most one half. Rows on which both
 * are right, or both wrong, say nothing.
 *
 * @see <a href="https://doi.org/10.1007/BF02295996">McNemar (1947), Note on the sampling error of the difference between
 *     correlated proportions or percentages</a>
 */
public final class McNemar {

    private McNemar() {}

    /**
     * The chance that of all rows on which just one is right the challenger has {@code challengerOnly} or more, if it is
     * no better. 1 where there are none.
     *
     * @throws IllegalArgumentException if a count is negative or both together exceed an int
     */
    public static double pValue(int championOnly, int challengerOnly) {
        long rows = (long) championOnly + challengerOnly;
        if (championOnly < 0 || challengerOnly < 0 || rows > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("McNemar's test needs two counts from 0 to %d in all, not %d and %d."
                    .formatted(Integer.MAX_VALUE, championOnly, challengerOnly));
        }
        return BinomialDistribution.of((int) rows, 0.5).survivalProbability(challengerOnly - 1);
    }
}
