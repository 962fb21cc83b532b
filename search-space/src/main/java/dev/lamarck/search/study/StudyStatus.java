package dev.lamarck.search.study;

/** The states of a study. */
public enum StudyStatus {
    RUNNING,
    /** Nothing is dispatched until it is resumed. */
    PAUSED,
    /** What runs may end, nothing new begins. */
    STOPPING,
    COMPLETED,
    FAILED,
    KILLED
}
