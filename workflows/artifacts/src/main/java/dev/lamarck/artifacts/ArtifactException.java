package dev.lamarck.artifacts;

/** The store cannot do what was asked: no space, no such artifact, bytes that are not what was stored. */
public final class ArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ArtifactException(String message) {
        super(message);
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
