package dev.lamarck.search.pruner;

import java.util.List;
import java.util.OptionalInt;

/**
 * Decides over trials that have ended a rung and wait. Stateless: all that it may look at is given.
 *
 * <p>{@code tables} holds one table of results a rung; {@code candidates} is the largest number of trials that can still
 * have a result in the first rung at the end of the study, equal to the size of the first table once no more will come.
 */
public interface Pruner {

    /** The waiting trial to promote next from a rung, best first; empty if none has earned it yet. */
    OptionalInt promotable(int rung, List<RungTable> tables, boolean complete);

    /** Whether a trial that waits at the end of this rung ends there. If the worst may stay, all may. */
    PruneDecision decide(int trial, int rung, List<RungTable> tables, int candidates);

    /** Whether it asks for the place of a trial among the results of its rung. */
    boolean ranks();

    /** How many of the best results of a rung can be promoted, whatever the trials to come do. */
    long places(int rung, List<RungTable> tables, int candidates);

    /** Which form of the algorithm this is; raised with every change that gives other decisions. */
    int version();
}
