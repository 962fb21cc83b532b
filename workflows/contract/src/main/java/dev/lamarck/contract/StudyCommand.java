package dev.lamarck.contract;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/**
 * What people tell a running study. Values are absolute and every command has an id, so that one that is sent twice takes
 * effect once.
 */
public sealed interface StudyCommand {

    /** Unique; the same for a repetition of the same command. */
    String id();

    /** Who gave it, for people. */
    String by();

    /** Everything in flight yields and nothing is started until it is resumed. */
    record Pause(String id, String by) implements StudyCommand {}

    record Resume(String id, String by) implements StudyCommand {}

    /** Nothing new is started; what runs ends its rung; then the winner is chosen. */
    record Stop(String id, String by) implements StudyCommand {}

    /** Sets those limits that are not null; 0 seconds for no limit. */
    record SetBudget(
            String id,
            String by,
            @Nullable Integer trials,
            @Nullable Long wallClockSeconds,
            @Nullable Long gpuSeconds,
            @Nullable Integer parallel)
            implements StudyCommand {}

    /** Later trials come from this space; earlier ones are projected into it. */
    record EditSpace(String id, String by, SearchSpace space) implements StudyCommand {}

    /**
     * Tries a configuration before what the sampler proposes.
     *
     * @param repeat whether it is tried again if it was tried before
     */
    record Enqueue(String id, String by, Configuration configuration, boolean repeat) implements StudyCommand {}

    /** Ends a trial that lives as PRUNED. */
    record PruneTrial(String id, String by, int trial) implements StudyCommand {}

    /** Tries a FAILED trial again under its id. */
    record RetryTrial(String id, String by, int trial) implements StudyCommand {}

    /**
     * What became of a command.
     *
     * @param applied false if it was applied before, or changed nothing
     * @param message one sentence for the person who gave it
     */
    record CommandResult(boolean applied, String message) {}
}
