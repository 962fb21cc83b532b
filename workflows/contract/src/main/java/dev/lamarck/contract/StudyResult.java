package dev.lamarck.contract;

import dev.lamarck.search.study.StudyStatus;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a study ended.
 *
 * @param states how many trials ended in each state, by its name
 * @param winner null if no trial came to a result
 * @param message why it failed; null if it did not
 */
public record StudyResult(
        StudyStatus status,
        Map<String, Integer> states,
        @Nullable WinnerResult winner,
        @Nullable String message) {

    public StudyResult {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
    }
}
