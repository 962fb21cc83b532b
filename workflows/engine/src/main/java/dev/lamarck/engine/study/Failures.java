package dev.lamarck.engine.study;

import io.temporal.failure.TemporalFailure;

/** What failures of activities say, in their innermost words. */
final class Failures {

    private Failures() {}

    static String message(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof TemporalFailure temporal
                ? String.valueOf(temporal.getOriginalMessage())
                : String.valueOf(root.getMessage());
    }
}
