package dev.lamarck.search.genome;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.space.SearchSpace.Slot;
import io.jenetics.Chromosome;
import io.jenetics.DoubleChromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.util.ISeq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Codes configurations as Jenetics genotypes of numbers in [0, 1). Parameters that are not repeated share the first
 * chromosome; each block of a repetition (layer 1, layer 2, …) is a chromosome of its own, so that crossover can pass a
 * layer on as a whole. Genes of inactive parameters exist and drift neutrally.
 */
public final class GenomeCodec {

    private record Locus(int chromosome, int gene) {}

    private final SearchSpace space;
    private final List<List<Slot>> chromosomes;
    private final Map<String, Locus> loci = new HashMap<>();

    public GenomeCodec(SearchSpace space) {
        this.space = space;
        Map<Integer, List<Slot>> byBlock = new TreeMap<>();
        space.slots()
                .forEach(slot -> byBlock.computeIfAbsent(slot.block(), _ -> new ArrayList<>())
                        .add(slot));
        this.chromosomes = List.copyOf(byBlock.values());
        for (int c = 0; c < chromosomes.size(); c++) {
            for (int g = 0; g < chromosomes.get(c).size(); g++) {
                loci.put(chromosomes.get(c).get(g).parameter().name(), new Locus(c, g));
            }
        }
    }

    /** How many genes a genotype has: one for each slot of the space. */
    public int slots() {
        return loci.size();
    }

    public Genotype<DoubleGene> random(RandomGenerator random) {
        return genotype(_ -> random.nextDouble());
    }

    /** The configuration that a genotype stands for. */
    public Configuration decode(Genotype<DoubleGene> genotype) {
        return space.configuration(slot -> {
            Locus locus = locus(slot);
            return clamp(genotype.get(locus.chromosome()).get(locus.gene()).doubleValue());
        });
    }

    /** A genotype that decodes to the configuration; genes of inactive parameters are drawn from {@code random}. */
    public Genotype<DoubleGene> encode(Configuration configuration, RandomGenerator random) {
        return genotype(slot -> {
            Object value = configuration.values().get(slot.parameter().name());
            return value == null ? random.nextDouble() : clamp(slot.parameter().encode(value));
        });
    }

    private Genotype<DoubleGene> genotype(java.util.function.ToDoubleFunction<Slot> allele) {
        return Genotype.of(chromosomes.stream()
                .<Chromosome<DoubleGene>>map(slots -> DoubleChromosome.of(slots.stream()
                        .map(slot -> DoubleGene.of(allele.applyAsDouble(slot), 0.0, 1.0))
                        .collect(ISeq.toISeq())))
                .collect(ISeq.toISeq()));
    }

    private Locus locus(Slot slot) {
        Locus locus = loci.get(slot.parameter().name());
        if (locus == null) {
            throw new IllegalArgumentException(
                    "Slot '%s' is of another space".formatted(slot.parameter().name()));
        }
        return locus;
    }

    private static double clamp(double allele) {
        return Math.clamp(allele, 0.0, Math.nextDown(1.0));
    }
}
