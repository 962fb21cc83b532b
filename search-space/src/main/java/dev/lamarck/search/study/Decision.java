package dev.lamarck.search.study;

/** What a study wants next, given a free slot. */
public sealed interface Decision {

    /** Give this trial to a worker, for this rung: its own or, as a promotion, the next one. */
    record Train(Trial trial, int rung) implements Decision {}

    /** Ask the queue, then the sampler, for the trial of this id. */
    record Suggest(int trial) implements Decision {}

    /** Nothing until something happens; the reason is for people. */
    record Await(String reason) implements Decision {}

    /** The search is over: nothing is in flight and nothing will be. */
    record Finish() implements Decision {}
}
