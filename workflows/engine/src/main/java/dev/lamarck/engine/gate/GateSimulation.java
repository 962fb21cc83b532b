package dev.lamarck.engine.gate;

import dev.lamarck.contract.GateSpec;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How often a gate promotes over many years of nights, guardrails left out. Each night draws the number of rows on which
 * just one model is right from Binomial(rows, disagreement), and how many of them are the challenger's from
 * Binomial(that, 1/2 + gain / (2 disagreement)). With gain 0 every promotion is a false one; with a gain the share of
 * years with a promotion is the gate's power.
 *
 * <p>Both numbers are drawn by inversion. Of the second only one thing matters: whether it reaches the critical count,
 * the smallest that {@link Gate} takes as evidence, and by inversion it does exactly if the uniform number is below the
 * chance of that count or more. So two numbers and a search in a table make a night. Not safe for several threads.
 */
public final class GateSimulation {

    /**
     * What to simulate.
     *
     * @param years from 1 to 1,000,000
     * @param nights in a year, from 1 to 10,000; years times nights is at most 100 million
     * @param gain the challenger's true gain in accuracy, within [-disagreement, disagreement]
     * @param rows compared in a night, from 1 to 10 million
     * @param disagreement the share of rows on which just one of the two is right, in (0, 1]
     */
    public record Setting(int years, int nights, double gain, int rows, double disagreement) {

        public Setting {
            requireWithin("years", years, 1_000_000);
            requireWithin("nights", nights, 10_000);
            requireWithin("rows", rows, 10_000_000);
            if ((long) years * nights > MOST_NIGHTS) {
                throw new IllegalArgumentException(
                        "%d years of %d nights are more than %d nights. Simulate fewer years."
                                .formatted(years, nights, MOST_NIGHTS));
            }
            if (!(disagreement > 0 && disagreement <= 1)) {
                throw new IllegalArgumentException(
                        "disagreement (%s) must be a share above 0 and up to 1.".formatted(disagreement));
            }
            if (!(Math.abs(gain) <= disagreement)) {
                throw new IllegalArgumentException(
                        "gain (%s) must lie within -disagreement and disagreement (%s): one model can gain only where the two differ."
                                .formatted(gain, disagreement));
            }
        }

        private static void requireWithin(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException("%s (%d) must be from 1 to %d.".formatted(name, value, most));
            }
        }
    }

    /**
     * What came of it.
     *
     * @param promotions in all years together
     * @param threshold the largest p-value that was evidence enough in a night
     * @param shareOfYears with at least one promotion
     * @param upperBound95 of that share's true value: the exact one-sided bound of Clopper and Pearson
     */
    public record Result(
            int years,
            int nights,
            int yearsWithPromotion,
            long promotions,
            double alpha,
            double threshold,
            double shareOfYears,
            double upperBound95) {}

    private static final int MOST_NIGHTS = 100_000_000;

    /** Counts outside the table are rarer than one in 2^54, which no uniform double can draw. */
    private static final double NEVER = 0x1p-54;

    private final Gate gate;
    private final double alpha;
    private final Setting setting;
    private final BinomialTable discordant;
    private final double[] promotionChance;

    public GateSimulation(GateSpec spec, Setting setting) {
        this.gate = new Gate(
                new GateSpec(spec.metric(), spec.test(), spec.alpha(), spec.horizon(), spec.minEffect(), List.of()));
        this.alpha = spec.alpha();
        this.setting = setting;
        this.discordant = BinomialTable.of(setting.rows(), setting.disagreement());
        this.promotionChance = new double[discordant.size()];
        Arrays.fill(promotionChance, Double.NaN);
    }

    /** Simulates all years. The same state of the generator gives the same result. */
    public Result run(RandomGenerator random) {
        int yearsWithPromotion = 0;
        long promotions = 0;
        for (int year = 0; year < setting.years(); year++) {
            int inYear = 0;
            for (int night = 0; night < setting.nights(); night++) {
                if (isPromoted(random)) {
                    inYear++;
                }
            }
            promotions += inYear;
            yearsWithPromotion += inYear > 0 ? 1 : 0;
        }
        return new Result(
                setting.years(),
                setting.nights(),
                yearsWithPromotion,
                promotions,
                alpha,
                gate.threshold(),
                (double) yearsWithPromotion / setting.years(),
                upperBound(yearsWithPromotion, setting.years()));
    }

    private boolean isPromoted(RandomGenerator random) {
        int index = discordant.draw(random.nextDouble());
        if (Double.isNaN(promotionChance[index])) {
            promotionChance[index] = promotionChance(discordant.first() + index);
        }
        return random.nextDouble() < promotionChance[index];
    }

    private double promotionChance(int discordantRows) {
        double share = Math.clamp(0.5 + setting.gain() / (2 * setting.disagreement()), 0.0, 1.0);
        return BinomialDistribution.of(discordantRows, share).survivalProbability(critical(discordantRows) - 1);
    }

    /** The smallest count of the challenger that the gate takes as evidence; one more than there are if none is enough. */
    int critical(int discordantRows) {
        int low = 0;
        int high = discordantRows + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (gate.isEvidence(setting.rows(), discordantRows - middle, middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static double upperBound(int hits, int of) {
        return hits == of ? 1 : BetaDistribution.of(hits + 1, of - hits).inverseCumulativeProbability(0.95);
    }

    /** The cumulative probabilities of a binomial distribution from {@code first} on, as far as they matter. */
    private record BinomialTable(int first, double[] cumulative) {

        static BinomialTable of(int trials, double share) {
            BinomialDistribution distribution = BinomialDistribution.of(trials, share);
            int first = distribution.inverseCumulativeProbability(NEVER);
            int last = distribution.inverseSurvivalProbability(NEVER);
            double[] cumulative = new double[last - first + 1];
            Arrays.setAll(cumulative, index -> distribution.cumulativeProbability(first + index));
            cumulative[last - first] = 1;
            return new BinomialTable(first, cumulative);
        }

        int size() {
            return cumulative.length;
        }

        /** The index of the first cumulative probability above a uniform number in [0, 1). */
        int draw(double uniform) {
            int low = 0;
            int high = cumulative.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cumulative[middle] > uniform) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }
}
