package dev.lamarck.engine.call;

import io.temporal.failure.TemporalFailure;

/** What failures of activities say, in their innermost words. */
public final class Failures {

    private Failures() {}

    public static String message(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof TemporalFailure temporal
                ? String.valueOf(temporal.getOriginalMessage())
                : String.valueOf(root.getMessage());
    }
}
