package dev.lamarck.cli.job;

import java.util.List;

/** A job file that cannot be run; one sentence a problem. */
public final class JobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JobException(String problem) {
        super(problem);
    }

    public JobException(String problem, Throwable cause) {
        super(problem, cause);
    }

    JobException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
