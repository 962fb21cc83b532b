package dev.lamarck.dashboard.page;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a study stands: the head of its page and its line in the list of studies.
 *
 * @param study under which it is stored
 * @param title the name in its job
 * @param status as the server or the document says; UNKNOWN if neither knows
 * @param budget how many trials it may start
 * @param states how many trials are in each state
 * @param best the best value so far; null before the first
 * @param warmStart how many configurations were tried first because an earlier study liked them
 * @param nightly the nightly selection that it is a night of; null for a study of its own
 */
public record Standing(
        String study,
        String title,
        String status,
        String phase,
        String metric,
        String goal,
        int budget,
        int started,
        Map<String, Integer> states,
        @Nullable Double best,
        @Nullable Integer bestTrial,
        @Nullable Long startedMillis,
        @Nullable Long endedMillis,
        @Nullable String message,
        int warmStart,
        @Nullable String nightly) {

    public Standing {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
    }
}
