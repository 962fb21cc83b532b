package dev.lamarck.artifacts;

/** The store cannot do what was asked: no space, no such artifact, bytes that are not what was stored, no answer. */
public sealed class ArtifactException extends RuntimeException
        permits CorruptArtifactException, MissingArtifactException, StoreFullException {

    private static final long serialVersionUID = 1L;

    public ArtifactException(String message) {
        super(message);
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
