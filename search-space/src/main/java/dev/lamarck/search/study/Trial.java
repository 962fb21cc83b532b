package dev.lamarck.search.study;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One candidate of a study and what is known of it.
 *
 * @param metrics the last values, by name
 * @param ended why it ended as it did; null while it lives and where there is nothing to say
 */
public record Trial(
        int id,
        Suggestion suggestion,
        TrialState state,
        Progress progress,
        Map<String, Double> metrics,
        Period period,
        @Nullable Outcome ended) {

    /**
     * How far a trial has come.
     *
     * @param rung the rung that it is in, or has ended last, from 0
     * @param slice how many slices of this rung it has done
     * @param step the steps done in all
     * @param dispatches how often it was given to a worker
     * @param lost how often the infrastructure failed it
     * @param checkpoint where to go on from; null before the first
     */
    public record Progress(
            int rung,
            int slice,
            int step,
            int dispatches,
            int lost,
            @Nullable String checkpoint) {

        static final Progress NONE = new Progress(0, 0, 0, 0, 0, null);

        Progress dispatched() {
            return new Progress(rung, slice, step, dispatches + 1, lost, checkpoint);
        }

        Progress reached(int newStep, String newCheckpoint) {
            return new Progress(rung, slice + 1, newStep, dispatches, lost, newCheckpoint);
        }

        Progress promoted() {
            return new Progress(rung + 1, 0, step, dispatches, lost, checkpoint);
        }

        Progress failed() {
            return new Progress(rung, slice, step, dispatches, lost + 1, checkpoint);
        }
    }

    /** When a trial was first dispatched and when it ended, in milliseconds since 1970; 0 for not yet. */
    public record Period(long startedMillis, long endedMillis) {}

    /** Why a trial ended: the class for a failure, a sentence for people. */
    public record Outcome(@Nullable FailureClass failure, String reason) {}

    public Trial {
        metrics = java.util.Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    static Trial suggested(int id, Suggestion suggestion) {
        return new Trial(id, suggestion, TrialState.PENDING, Progress.NONE, Map.of(), new Period(0, 0), null);
    }

    Trial dispatched(long nowMillis) {
        Period from = period.startedMillis() == 0 ? new Period(nowMillis, 0) : period;
        return new Trial(id, suggestion, TrialState.RUNNING, progress.dispatched(), metrics, from, null);
    }

    Trial moved(TrialState newState, Progress newProgress) {
        return new Trial(id, suggestion, newState, newProgress, metrics, period, null);
    }

    Trial measured(Map<String, Double> newMetrics) {
        return new Trial(id, suggestion, state, progress, newMetrics, period, ended);
    }

    Trial ended(TrialState newState, @Nullable Outcome outcome, long nowMillis) {
        long end = period.startedMillis() == 0 ? 0 : nowMillis;
        return new Trial(id, suggestion, newState, progress, metrics, new Period(period.startedMillis(), end), outcome);
    }
}
