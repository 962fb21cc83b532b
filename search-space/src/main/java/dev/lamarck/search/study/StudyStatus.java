package dev.lamarck.search.study;

/** The states of a study. */
public enum StudyStatus {
    RUNNING,
    COMPLETED,
    FAILED,
    KILLED
}
