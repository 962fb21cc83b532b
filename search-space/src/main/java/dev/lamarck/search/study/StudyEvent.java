package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can happen to a study. Times are milliseconds since 1970. */
public sealed interface StudyEvent {

    long atMillis();

    /** What happens to one trial. */
    sealed interface OfTrial extends StudyEvent {

        int trial();
    }

    /** How a dispatch ended. It counts only if it is the one that the trial waits for. */
    sealed interface Result extends OfTrial {

        /** Which dispatch of the trial, counted from 1. */
        int dispatch();

        /** How long it held a device, in milliseconds. */
        default long deviceMillis() {
            return 0;
        }
    }

    /**
     * A sampler, or a person by the queue, has proposed the next trial.
     *
     * @param sampler the version of the sampler that proposed it; 0 if none did
     */
    record Suggested(int trial, Suggestion suggestion, int sampler, long atMillis) implements OfTrial {

        /** What no sampler proposed. */
        public Suggested(int trial, Suggestion suggestion, long atMillis) {
            this(trial, suggestion, 0, atMillis);
        }
    }

    /** The sampler found no configuration that was not tried yet. */
    record Exhausted(long atMillis) implements StudyEvent {}

    /** A trial was given to a worker; a rung above the trial's own is its promotion. */
    record Dispatched(int trial, int dispatch, int rung, long atMillis) implements OfTrial {}

    /** A slice ended before its rung did; the trial goes on from the checkpoint. */
    record Yielded(int trial, int dispatch, int step, String checkpoint, long deviceMillis, long atMillis)
            implements Result {}

    /** A rung ended with these metrics; without a checkpoint the next one begins from the first step. */
    record Measured(
            int trial,
            int dispatch,
            int step,
            Map<String, Double> metrics,
            @Nullable String checkpoint,
            long deviceMillis,
            long atMillis)
            implements Result {

        public Measured {
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        }
    }

    /** An attempt failed, on this worker if one is known. */
    record Failed(
            int trial,
            int dispatch,
            FailureClass failure,
            String message,
            @Nullable String worker,
            long deviceMillis,
            long atMillis)
            implements Result {}

    /** Nothing was done: it never began or was refused. */
    record Returned(int trial, int dispatch, long atMillis) implements Result {}

    /** The checkpoint to go on from is damaged or gone. */
    record CheckpointLost(int trial, int dispatch, String checkpoint, long atMillis) implements Result {}

    record Paused(String by, long atMillis) implements StudyEvent {}

    record Resumed(String by, long atMillis) implements StudyEvent {}

    /** What runs may end, nothing new begins. */
    record Stopped(String by, String reason, long atMillis) implements StudyEvent {}

    record BudgetSet(Limits limits, int parallel, long atMillis) implements StudyEvent {}

    /** Later suggestions come from this space. */
    record SpaceChanged(SearchSpace space, long atMillis) implements StudyEvent {}

    /** A person asks for a configuration; {@code repeat} if it may be one that was tried already. */
    record Enqueued(String id, Configuration configuration, boolean repeat, long atMillis) implements StudyEvent {}

    record TrialPruned(int trial, String by, long atMillis) implements OfTrial {}

    /** A failed trial is to go on where it was. */
    record TrialRetried(int trial, String by, long atMillis) implements OfTrial {}

    /** A limit of time is used up, by its name in the job file: budget.wallClock. */
    record TimeUp(String limit, long atMillis) implements StudyEvent {}

    /** The search is over, or was killed: what lives is cancelled. */
    record Ended(String reason, long atMillis) implements StudyEvent {}
}
