package dev.lamarck.contract;

import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a study stands.
 *
 * @param phase searching, choosing the winner, done
 * @param budget the limits in force
 * @param deviceMillis for how long trials have had slots, in all
 * @param started how many trials were started, ended ones included
 * @param states how many trials are in each state, by its name
 * @param live trials that are waiting, running or paused; at most {@link #MOST_LIVE}, running ones first
 * @param recent the last trials that ended, newest last
 * @param winner null before it is chosen
 * @param waiting why no further trial is dispatched now; null while some are
 */
public record StudySummary(
        String study,
        String digest,
        StudyStatus status,
        String phase,
        Limits budget,
        int parallel,
        long deviceMillis,
        int started,
        Map<String, Integer> states,
        @Nullable Scored incumbent,
        List<Trial> live,
        List<Trial> recent,
        @Nullable WinnerResult winner,
        @Nullable String waiting,
        @Nullable String message) {

    public static final int MOST_LIVE = 40;
    public static final int MOST_RECENT = 20;

    public StudySummary {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
        live = List.copyOf(live);
        recent = List.copyOf(recent);
    }
}
