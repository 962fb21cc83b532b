package dev.lamarck.search.study;

/** Why an attempt failed; each class has its policy. */
public enum FailureClass {
    /** The machine, the worker or the network: repeated elsewhere. */
    INFRASTRUCTURE,
    OUT_OF_MEMORY,
    /** The objective is NaN or infinite. */
    DIVERGED,
    /** The trainer ended without a value of the objective. */
    NO_METRIC,
    TIMED_OUT,
    /** No model can be built from the configuration. */
    INVALID_CONFIGURATION,
    /** The data cannot be read: ends the study. */
    DATA,
    USER_CODE
}
