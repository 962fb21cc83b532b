package dev.lamarck.search.sampler;

import io.jenetics.DoubleGene;
import io.jenetics.Mutator;
import java.util.random.RandomGenerator;

/**
 * Moves genes of [0, 1] by a normally distributed step, reflected at the bounds. Jenetics' own Gaussian mutator takes no
 * standard deviation below a tenth of the range, which is too coarse to refine a good configuration.
 */
final class StepMutator extends Mutator<DoubleGene, Double> {

    private final double step;

    StepMutator(double probability, double step) {
        super(probability);
        this.step = step;
    }

    @Override
    protected DoubleGene mutate(DoubleGene gene, RandomGenerator random) {
        double moved = Math.abs(gene.doubleValue() + step * random.nextGaussian()) % 2;
        return gene.newInstance(moved > 1 ? 2 - moved : moved);
    }
}
