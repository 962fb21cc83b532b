package dev.lamarck.search.study;

/** What a study wants next, given a free slot. */
public sealed interface Decision {

    /** Give this trial to a worker. */
    record Train(Trial trial) implements Decision {}

    /** Ask the sampler for the trial of this id. */
    record Suggest(int trial) implements Decision {}

    /** Nothing until something in flight ends. */
    record Await() implements Decision {}

    /** The search is over: nothing is in flight and nothing will be. */
    record Finish() implements Decision {}
}
