package dev.lamarck.worker;

/**
 * How a trainer's process ended.
 *
 * @param code the exit code; 128 + number for a signal
 * @param memory whether the system killed a process for want of memory meanwhile
 */
record TrainerExit(int code, boolean memory) {

    static final int KILLED = 128 + 9;
    static final int TERMINATED = 128 + 15;
    private static final int SIGNALLED = 128;

    String describe() {
        return code > SIGNALLED ? "ended by signal " + (code - SIGNALLED) : "exit code " + code;
    }
}
