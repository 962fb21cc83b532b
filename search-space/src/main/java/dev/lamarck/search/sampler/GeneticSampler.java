package dev.lamarck.search.sampler;

import dev.lamarck.search.genome.GenomeCodec;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import io.jenetics.Alterer;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.Mutator;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.TournamentSelector;
import io.jenetics.UniformCrossover;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Steady-state genetic search: each suggestion is one child, bred at once from the trials told so far, so there is no
 * generation to wait for. The population ages: it is the most recently told trials and the best ever. The first trials
 * are a Latin hypercube.
 *
 * <p>Selection, crossover and mutation are Jenetics'. Ageing after Real et al., "Regularized Evolution for Image
 * Classifier Architecture Search", AAAI 2019.
 */
public final class GeneticSampler implements Sampler {

    private static final int MOST_INITIAL = 20;
    private static final int LEAST_INITIAL = 8;
    private static final int TOURNAMENT = 3;
    private static final double CROSSOVER_SHARE = 0.7;
    private static final int TRIES = 50;

    /** How many children an attempt after the first proposes, and which is the last one to breed any. */
    private static final int LITTER = 16;

    private static final int LAST_BREEDING = 3;

    @Override
    public List<Suggestion> suggest(StudyView view, int trial, long seed, int attempt) {
        GenomeCodec codec = new GenomeCodec(view.space());
        RandomGenerator random = Generators.of(seed, trial, attempt);
        Set<Configuration> known = RandomSampler.known(view);
        int dimensions = Math.max(1, view.space().slots().size());
        int initial = Math.clamp(2L * dimensions, LEAST_INITIAL, MOST_INITIAL);
        List<Scored> parents =
                view.told().stream().filter(s -> Double.isFinite(s.loss())).toList();
        if (trial < initial || parents.size() < 2) {
            Configuration first = latinHypercube(view.space(), trial % initial, initial, seed);
            return attempt > 0 || known.contains(first)
                    ? RandomSampler.draw(codec, known, random, RandomSampler.count(attempt))
                    : List.of(new Suggestion(first, "initial", List.of()));
        }
        List<Suggestion> children = attempt > LAST_BREEDING
                ? List.of()
                : RandomRegistry.with(random)
                        .call(() -> breed(codec, parents, known, random, attempt == 0 ? 1 : LITTER));
        return children.isEmpty() ? RandomSampler.draw(codec, known, random, RandomSampler.count(attempt)) : children;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public boolean learns() {
        return true;
    }

    private static List<Suggestion> breed(
            GenomeCodec codec, List<Scored> parents, Set<Configuration> known, RandomGenerator random, int count) {
        Map<Genotype<DoubleGene>, Integer> origin = new HashMap<>();
        ISeq<Phenotype<DoubleGene, Double>> population = population(codec, parents, random, origin);
        var selector = new TournamentSelector<DoubleGene, Double>(TOURNAMENT);
        double rate = Math.min(1.0, 1.5 / Math.max(1, codec.slots()));
        List<Suggestion> children = new ArrayList<>();
        for (int i = 0; i < TRIES && children.size() < count; i++) {
            boolean crossover = random.nextDouble() < CROSSOVER_SHARE;
            var chosen = selector.select(population, crossover ? 2 : 1, Optimize.MINIMUM);
            Configuration child = codec.decode(alterer(crossover, rate, random)
                    .alter(chosen, 0)
                    .population()
                    .get(0)
                    .genotype());
            if (known.add(child)) {
                List<Integer> ids = chosen.stream()
                        .map(phenotype -> origin.getOrDefault(phenotype.genotype(), -1))
                        .distinct()
                        .toList();
                children.add(new Suggestion(child, ids.size() > 1 ? "crossover" : "mutation", ids));
            }
        }
        return children;
    }

    /** Fitness is the rank, since values of different rungs do not compare. */
    private static ISeq<Phenotype<DoubleGene, Double>> population(
            GenomeCodec codec,
            List<Scored> parents,
            RandomGenerator random,
            Map<Genotype<DoubleGene>, Integer> origin) {
        List<Scored> ranked = parents.stream().sorted(Scored.BEST_FIRST).toList();
        List<Phenotype<DoubleGene, Double>> population = new ArrayList<>();
        for (int rank = 0; rank < ranked.size(); rank++) {
            Genotype<DoubleGene> genotype = codec.encode(ranked.get(rank).configuration(), random);
            origin.put(genotype, ranked.get(rank).trial());
            population.add(Phenotype.of(genotype, 0, (double) rank));
        }
        return ISeq.of(population);
    }

    private static Alterer<DoubleGene, Double> alterer(boolean crossover, double rate, RandomGenerator random) {
        double step = 0.01 * Math.pow(40, random.nextDouble());
        Alterer<DoubleGene, Double> mutation =
                Alterer.of(new StepMutator(rate, step), new Mutator<DoubleGene, Double>(rate / 3));
        return crossover ? Alterer.of(new UniformCrossover<DoubleGene, Double>(1.0, 0.5), mutation) : mutation;
    }

    /** Row {@code index} of a design of {@code count} rows in which each parameter takes each of its strata once. */
    private static Configuration latinHypercube(SearchSpace space, int index, int count, long seed) {
        Map<String, Double> loci = new HashMap<>();
        int column = 0;
        for (SearchSpace.Slot slot : space.slots()) {
            RandomGenerator random = Generators.of(seed, -1 - column++);
            List<Integer> strata = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                strata.add(i);
            }
            Collections.shuffle(strata, random);
            double[] offsets = random.doubles(count).toArray();
            loci.put(slot.parameter().name(), (strata.get(index) + offsets[index]) / count);
        }
        return space.configuration(slot -> loci.getOrDefault(slot.parameter().name(), 0.5));
    }
}
