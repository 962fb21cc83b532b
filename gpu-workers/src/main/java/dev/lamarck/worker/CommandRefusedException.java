package dev.lamarck.worker;

/** The worker may not run a command. */
final class CommandRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    CommandRefusedException(String message) {
        super(message);
    }
}
