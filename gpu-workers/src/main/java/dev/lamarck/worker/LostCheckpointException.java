package dev.lamarck.worker;

/** A checkpoint is gone or damaged: nothing goes on from it. */
final class LostCheckpointException extends Exception {

    private static final long serialVersionUID = 1L;

    LostCheckpointException(String message) {
        super(message);
    }
}
