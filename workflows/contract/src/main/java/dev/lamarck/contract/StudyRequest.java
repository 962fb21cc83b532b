package dev.lamarck.contract;

/**
 * Starts a study.
 *
 * @param digest SHA-256 of the job in its canonical form: what "the same job" means
 */
public record StudyRequest(StudySpec spec, String digest) {}
