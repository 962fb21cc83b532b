package dev.lamarck.search.study;

import java.util.Map;

/** What can happen to a study. Times are milliseconds since 1970. */
public sealed interface StudyEvent {

    /** The trial that it is about. */
    int trial();

    long atMillis();

    /** A sampler has proposed the next trial. */
    record Suggested(int trial, Suggestion suggestion, long atMillis) implements StudyEvent {}

    /** A trial was given to a worker. */
    record Dispatched(int trial, long atMillis) implements StudyEvent {}

    /** A slice ended before its rung did; the trial goes on from the checkpoint. */
    record Yielded(int trial, int step, String checkpoint, long atMillis) implements StudyEvent {}

    /** A rung ended with these metrics. */
    record Measured(int trial, int step, Map<String, Double> metrics, String checkpoint, long atMillis)
            implements StudyEvent {}

    /** An attempt failed. */
    record Failed(int trial, FailureClass failure, String message, long atMillis) implements StudyEvent {}
}
