package dev.lamarck.contract;

/** What a night ends with. */
public enum Verdict {
    /** The challenger is better beyond doubt, no guardrail objects: it becomes the champion. */
    PROMOTED,
    /** The evidence is not enough, or the gain too small to count: the champion stays. */
    KEPT,
    /** The evidence is there, but a guardrail says no: the champion stays. */
    BLOCKED,
    /** The night ended before there was anything to judge, by its own rules or by command. */
    ABORTED,
    /** The night could not be done. */
    FAILED
}
