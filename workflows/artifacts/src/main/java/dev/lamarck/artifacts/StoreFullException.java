package dev.lamarck.artifacts;

/** There is no room for an artifact. What is stored stays readable; the same call works once there is room. */
public final class StoreFullException extends ArtifactException {

    private static final long serialVersionUID = 1L;

    public StoreFullException(String message) {
        super(message);
    }

    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
