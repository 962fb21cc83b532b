package dev.lamarck.train.architecture;

/** A configuration from which no network can be built; the message says why. */
public final class InvalidArchitectureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidArchitectureException(String message) {
        super(message);
    }
}
