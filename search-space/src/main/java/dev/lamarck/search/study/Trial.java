package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One candidate of a study and what is known of it.
 *
 * @param metrics the last values, by name
 * @param effective what is trained, where it is not what was suggested (a batch that did not fit into memory); null
 *     where it is
 * @param ended why it ended as it did; null while it lives and where there is nothing to say
 */
public record Trial(
        int id,
        Suggestion suggestion,
        TrialState state,
        Progress progress,
        Map<String, Double> metrics,
        Period period,
        @Nullable Configuration effective,
        @Nullable Outcome ended) {

    /**
     * How far a trial has come.
     *
     * @param rung the rung that it is in, or has ended last, from 0
     * @param slice how many slices of this rung it has done
     * @param step the steps done in all
     * @param dispatches how often it was given to a worker: the number of its current or last dispatch
     * @param lost how often the infrastructure failed it
     * @param checkpoint where to go on from; null before the first
     * @param previous where to go on from if that one is damaged; null if there is none
     * @param avoid the workers that lost it last, at most {@link #MOST_AVOIDED}
     * @param deviceMillis how long all its dispatches together held a device
     */
    public record Progress(
            int rung,
            int slice,
            int step,
            int dispatches,
            int lost,
            @Nullable String checkpoint,
            @Nullable Mark previous,
            List<String> avoid,
            long deviceMillis) {

        public static final int MOST_AVOIDED = 3;

        static final Progress NONE = new Progress(0, 0, 0, 0, 0, null);

        /** A checkpoint and how far it is: slices of the rung, steps in all. */
        public record Mark(String checkpoint, int slice, int step) {}

        public Progress {
            avoid = avoid == null ? List.of() : List.copyOf(avoid);
        }

        /** Of a trial with one checkpoint at most, which no worker lost. */
        public Progress(int rung, int slice, int step, int dispatches, int lost, @Nullable String checkpoint) {
            this(rung, slice, step, dispatches, lost, checkpoint, null, List.of(), 0);
        }

        Progress dispatched() {
            return new Progress(rung, slice, step, dispatches + 1, lost, checkpoint, previous, avoid, deviceMillis);
        }

        Progress used(long millis) {
            return new Progress(
                    rung, slice, step, dispatches, lost, checkpoint, previous, avoid, deviceMillis + millis);
        }

        Progress reached(int newStep, @Nullable String newCheckpoint) {
            Mark before = checkpoint == null || newCheckpoint == null ? null : new Mark(checkpoint, slice, step);
            return new Progress(rung, slice + 1, newStep, dispatches, lost, newCheckpoint, before, avoid, deviceMillis);
        }

        /** In the next rung: from the checkpoint, or from the first step if there is none. */
        Progress promoted(boolean checkpoints) {
            boolean goesOn = checkpoints && checkpoint != null;
            Mark before = goesOn && previous != null ? new Mark(previous.checkpoint(), 0, previous.step()) : null;
            return new Progress(
                    rung + 1,
                    0,
                    goesOn ? step : 0,
                    dispatches,
                    lost,
                    goesOn ? checkpoint : null,
                    before,
                    avoid,
                    deviceMillis);
        }

        /** The infrastructure failed it once more. */
        Progress failed(@Nullable String worker) {
            List<String> workers = new ArrayList<>(avoid);
            if (worker != null) {
                workers.remove(worker);
                workers.add(worker);
            }
            List<String> last = workers.subList(Math.max(0, workers.size() - MOST_AVOIDED), workers.size());
            return new Progress(rung, slice, step, dispatches, lost + 1, checkpoint, previous, last, deviceMillis);
        }

        /** Back at the checkpoint before, or at the beginning if there is none. */
        Progress back() {
            return previous == null
                    ? restarted().failed(null)
                    : new Progress(
                            rung,
                            previous.slice(),
                            previous.step(),
                            dispatches,
                            lost + 1,
                            previous.checkpoint(),
                            null,
                            avoid,
                            deviceMillis);
        }

        Progress restarted() {
            return new Progress(rung, 0, 0, dispatches, lost, null, null, avoid, deviceMillis);
        }

        Progress forgiven() {
            return new Progress(rung, slice, step, dispatches, 0, checkpoint, previous, List.of(), deviceMillis);
        }
    }

    /** When a trial was first dispatched and when it ended, in milliseconds since 1970; 0 for not yet. */
    public record Period(long startedMillis, long endedMillis) {}

    /** Why a trial ended: the class for a failure, a sentence for people. */
    public record Outcome(@Nullable FailureClass failure, String reason) {}

    public Trial {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /** A trial that is trained as it was suggested. */
    public Trial(
            int id,
            Suggestion suggestion,
            TrialState state,
            Progress progress,
            Map<String, Double> metrics,
            Period period,
            @Nullable Outcome ended) {
        this(id, suggestion, state, progress, metrics, period, null, ended);
    }

    /** What is trained: the suggested configuration, or the effective one where they differ. */
    public Configuration configuration() {
        return effective == null ? suggestion.configuration() : effective;
    }

    static Trial suggested(int id, Suggestion suggestion) {
        return new Trial(id, suggestion, TrialState.PENDING, Progress.NONE, Map.of(), new Period(0, 0), null, null);
    }

    Trial dispatched(Progress newProgress, long nowMillis) {
        Period from = period.startedMillis() == 0 ? new Period(nowMillis, 0) : period;
        return new Trial(id, suggestion, TrialState.RUNNING, newProgress.dispatched(), metrics, from, effective, null);
    }

    Trial moved(TrialState newState, Progress newProgress) {
        return new Trial(id, suggestion, newState, newProgress, metrics, period, effective, null);
    }

    Trial measured(Map<String, Double> newMetrics) {
        return new Trial(id, suggestion, state, progress, newMetrics, period, effective, ended);
    }

    /** Waits to begin again with another value of one parameter. */
    Trial changed(String parameter, long value) {
        Map<String, Object> values = new LinkedHashMap<>(configuration().values());
        values.put(parameter, value);
        return new Trial(
                id,
                suggestion,
                TrialState.PENDING,
                progress.restarted(),
                metrics,
                period,
                new Configuration(values),
                null);
    }

    Trial retried() {
        return new Trial(
                id,
                suggestion,
                TrialState.PENDING,
                progress.forgiven(),
                metrics,
                new Period(period.startedMillis(), 0),
                effective,
                null);
    }

    Trial ended(TrialState newState, @Nullable Outcome outcome, long nowMillis) {
        long end = period.startedMillis() == 0 ? 0 : nowMillis;
        Period whole = new Period(period.startedMillis(), end);
        return new Trial(id, suggestion, newState, progress, metrics, whole, effective, outcome);
    }
}
