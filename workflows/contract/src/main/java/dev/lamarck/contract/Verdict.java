package dev.lamarck.contract;

/** How a night ended. */
public enum Verdict {
    /** The challenger is the champion now: the evidence was there and every guardrail held. */
    PROMOTED,
    /** There was not enough evidence; the champion stays. */
    KEPT,
    /** The evidence was there, but a guardrail said no; the champion stays. */
    BLOCKED,
    /** The data of the night was not fit to decide on; nothing was searched or changed. */
    ABORTED,
    /** The night could not be brought to its end. */
    FAILED
}
