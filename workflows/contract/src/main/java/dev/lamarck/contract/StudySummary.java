package dev.lamarck.contract;

import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a study stands.
 *
 * @param phase searching, choosing the winner, done
 * @param states how many trials are in each state, by its name
 * @param live trials that are waiting, running or paused; at most {@link #MOST_LIVE}, running ones first
 * @param recent the last trials that ended, newest last
 * @param winner null before it is chosen
 */
public record StudySummary(
        String study,
        String digest,
        StudyStatus status,
        String phase,
        int trials,
        int started,
        Map<String, Integer> states,
        @Nullable Scored incumbent,
        List<Trial> live,
        List<Trial> recent,
        @Nullable WinnerResult winner,
        @Nullable String message) {

    public static final int MOST_LIVE = 40;
    public static final int MOST_RECENT = 20;

    public StudySummary {
        states = Map.copyOf(states);
        live = List.copyOf(live);
        recent = List.copyOf(recent);
    }
}
