package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.TrackingActivities.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a study's trials that MLflow has, by trial. Found by one search; then kept up to date by who writes them.
 * Safe for several threads.
 */
final class KnownRuns {

    /**
     * A trial's run.
     *
     * @param described whether its parameters and data sets are written, which never change
     * @param step the last that it has a point of; {@link TrialPoints#NONE} if it has none
     */
    record Known(String runId, boolean described, String status, long endMillis, long step) {}

    private final long sinceMillis;
    private final Map<Integer, Known> runs = new ConcurrentHashMap<>();

    private KnownRuns(long sinceMillis) {
        this.sinceMillis = sinceMillis;
    }

    /** No run; asked for any trial, it covers none. */
    static KnownRuns none() {
        return new KnownRuns(Long.MAX_VALUE);
    }

    /**
     * Asks MLflow for the runs of all trials that began at a time or later.
     *
     * @param sinceMillis in milliseconds since 1970; 0 for all
     */
    static KnownRuns search(MlflowRuns api, ParentRun parent, long sinceMillis) {
        KnownRuns known = new KnownRuns(sinceMillis);
        api.search(
                parent.experimentId(),
                Tags.trialsOf(parent) + " and attributes.start_time >= " + sinceMillis,
                run -> Tags.trial(run).ifPresent(trial -> known.found(trial, run)));
        return known;
    }

    /** Whether a trial that began then would be among the runs. */
    boolean covers(long startedMillis) {
        return sinceMillis <= startedMillis;
    }

    Optional<Known> find(int trial) {
        return Optional.ofNullable(runs.get(trial));
    }

    void put(int trial, Known known) {
        runs.put(trial, known);
    }

    /** Where attempts that did not know of one another made several, all go on with the same. */
    private void found(int trial, JsonNode run) {
        Known known = read(run);
        runs.merge(trial, known, (a, b) -> a.runId().compareTo(b.runId()) < 0 ? a : b);
    }

    private static Known read(JsonNode run) {
        JsonNode info = run.path("info");
        boolean described = !run.path("data").path("params").isEmpty();
        long step = TrialPoints.NONE;
        for (JsonNode metric : run.path("data").path("metrics")) {
            step = Math.max(step, metric.path("step").asLong());
        }
        return new Known(
                info.path("run_id").asText(),
                described,
                info.path("status").asText(),
                info.path("end_time").asLong(),
                step);
    }

    /**
     * Keeps the runs of studies between calls. Two engines may take turns: what is kept counts only for who goes on exactly
     * where it was left.
     */
    static final class Cache {

        private static final int MOST_STUDIES = 64;

        private record Entry(Position position, KnownRuns runs) {}

        private final Map<String, Entry> entries = new LinkedHashMap<>();

        /** Takes out what was kept of the parent run at that position; null if there is nothing, or it is another's. */
        synchronized @Nullable KnownRuns take(ParentRun parent, Position position) {
            Entry entry = entries.remove(parent.runId());
            return entry != null && entry.position().equals(position) ? entry.runs() : null;
        }

        synchronized void keep(ParentRun parent, Position position, KnownRuns runs) {
            entries.put(parent.runId(), new Entry(position, runs));
            if (entries.size() > MOST_STUDIES) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
    }
}
