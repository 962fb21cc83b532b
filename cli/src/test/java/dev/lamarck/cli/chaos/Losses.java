package dev.lamarck.cli.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which faults of a batch explain which lost slices: one that struck while the slice was under way or, as what is silent is
 * given up late, shortly before it was given up. Of those that can explain one more: one that silences workers for a slice of
 * which nothing was heard, and another for the rest; then the latest.
 *
 * @param explained the slices that each fault has cost
 * @param unexplained those that none can have cost
 */
record Losses(Map<Struck, List<LostSlice>> explained, List<LostSlice> unexplained) {

    /** A heartbeat time-out and the pauses before what was lost is tried again. */
    private static final long AFTERMATH_MILLIS = 60_000;

    static Losses explain(List<Struck> faults, List<LostSlice> lost, int slots) {
        Map<Struck, List<LostSlice>> explained = new HashMap<>();
        List<LostSlice> unexplained = new ArrayList<>();
        for (LostSlice slice : lost.stream()
                .sorted(Comparator.comparingLong(LostSlice::toMillis))
                .toList()) {
            Optional<Struck> cause = faults.stream()
                    .filter(fault -> overlap(fault, slice))
                    .filter(fault -> explained.getOrDefault(fault, List.of()).size()
                            < fault.fault().slotsAtRisk(slots))
                    .max(Comparator.<Struck, Boolean>comparing(
                                    fault -> fault.fault().silencesWorkers() == slice.silent())
                            .thenComparing(Struck::fromMillis));
            cause.ifPresentOrElse(
                    fault -> explained
                            .computeIfAbsent(fault, _ -> new ArrayList<>())
                            .add(slice),
                    () -> unexplained.add(slice));
        }
        return new Losses(explained, unexplained);
    }

    List<LostSlice> of(Struck fault) {
        return explained.getOrDefault(fault, List.of());
    }

    private static boolean overlap(Struck fault, LostSlice slice) {
        return fault.fromMillis() <= slice.toMillis() && fault.toMillis() + AFTERMATH_MILLIS >= slice.fromMillis();
    }
}
