package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The trials that a sampler learns from: the most recently told ones (older ones age out, whatever their value) united
 * with the best ever. Bounded.
 */
final class Population {

    static final int RECENT = 50;
    static final int ELITE = 10;

    private final List<Scored> recent = new ArrayList<>();
    private final List<Scored> elite = new ArrayList<>();

    static Population read(BinaryReader in) {
        Population population = new Population();
        population.recent.addAll(in.all(() -> TrialCodec.scored(in)));
        population.elite.addAll(in.all(() -> TrialCodec.scored(in)));
        return population;
    }

    void write(BinaryWriter out) {
        out.all(recent, scored -> TrialCodec.write(out, scored));
        out.all(elite, scored -> TrialCodec.write(out, scored));
    }

    /** Adds a result, or replaces what was known of the trial. */
    void tell(Scored scored) {
        recent.removeIf(member -> member.trial() == scored.trial());
        recent.add(scored);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        elite.removeIf(member -> member.trial() == scored.trial());
        if (Double.isFinite(scored.loss())) {
            elite.add(scored);
            elite.sort(Scored.BEST_FIRST);
            if (elite.size() > ELITE) {
                elite.removeLast();
            }
        }
    }

    /** All members once, by trial id. */
    List<Scored> members() {
        TreeMap<Integer, Scored> members = new TreeMap<>();
        recent.forEach(member -> members.put(member.trial(), member));
        elite.forEach(member -> members.put(member.trial(), member));
        return List.copyOf(members.values());
    }

    @Nullable
    Scored best() {
        return elite.isEmpty() ? null : elite.getFirst();
    }

    /** Up to {@code count} of the highest rung that any member has ended, best first. */
    List<Scored> top(int count) {
        int highest = elite.stream().mapToInt(Scored::rung).max().orElse(-1);
        return elite.stream()
                .filter(member -> member.rung() == highest)
                .sorted(Comparator.comparingDouble(Scored::loss).thenComparingInt(Scored::trial))
                .limit(count)
                .toList();
    }
}
