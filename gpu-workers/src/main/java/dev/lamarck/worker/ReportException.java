package dev.lamarck.worker;

import dev.lamarck.search.study.FailureClass;

/** A trainer's report is not what it is to be. */
final class ReportException extends Exception {

    private static final long serialVersionUID = 1L;

    private final FailureClass failure;

    ReportException(FailureClass failure, String message) {
        super(message);
        this.failure = failure;
    }

    FailureClass failure() {
        return failure;
    }
}
