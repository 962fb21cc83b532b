package dev.lamarck.dashboard.page;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trial in full.
 *
 * @param rungs the steps done at the end of each rung
 * @param children the trials that were bred from it
 * @param curves of every metric, by name
 * @param slots when which slot trained it
 * @param log the end of what its trainers wrote
 */
public record TrialPage(
        Standing standing,
        List<Integer> rungs,
        TrialLine trial,
        List<Integer> children,
        Map<String, List<CurvePoint>> curves,
        List<Busy> slots,
        List<String> log) {

    public TrialPage {
        rungs = List.copyOf(rungs);
        children = List.copyOf(children);
        curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
        slots = List.copyOf(slots);
        log = List.copyOf(log);
    }
}
