package dev.lamarck.cli.base;

/** What the exit status of a command means. */
public final class ExitCode {

    public static final int OK = 0;
    /** The outcome is a failure: the study failed, say. */
    public static final int FAILURE = 1;
    /** Bad usage or job file. */
    public static final int USAGE = 2;

    public static final int NOT_FOUND = 3;
    /** Wrong state or conflict. */
    public static final int CONFLICT = 4;
    /** A server or prerequisite is unavailable. */
    public static final int UNAVAILABLE = 6;
    /** The gate said no. */
    public static final int REFUSED = 7;
    /** Waiting timed out. */
    public static final int TIMEOUT = 124;
    /** Interrupted; the study goes on. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
