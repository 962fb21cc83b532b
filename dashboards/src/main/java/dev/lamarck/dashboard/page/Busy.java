package dev.lamarck.dashboard.page;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which a slot of a worker trained something.
 *
 * @param run the trial's id, or the name of a run of the winner
 * @param trial null for a run of the winner
 * @param rung from 1
 */
public record Busy(
        String worker, int slot, String run, @Nullable Integer trial, int rung, long startedMillis, long endedMillis) {}
