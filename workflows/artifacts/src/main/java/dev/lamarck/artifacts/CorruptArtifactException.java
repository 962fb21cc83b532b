package dev.lamarck.artifacts;

/** What a store has under a key is not what was stored there. Asking again does not help. */
public final class CorruptArtifactException extends ArtifactException {

    private static final long serialVersionUID = 1L;

    private final String key;

    public CorruptArtifactException(String key, String message) {
        super(message);
        this.key = key;
    }

    public CorruptArtifactException(String key, String message, Throwable cause) {
        super(message, cause);
        this.key = key;
    }

    /** The key of the artifact whose bytes are wrong. */
    public String key() {
        return key;
    }
}
