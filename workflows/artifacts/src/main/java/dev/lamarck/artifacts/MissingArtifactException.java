package dev.lamarck.artifacts;

/** There is nothing under a key. */
public final class MissingArtifactException extends ArtifactException {

    private static final long serialVersionUID = 1L;

    public MissingArtifactException(String key, Object store) {
        super("There is no artifact %s in %s.".formatted(key, store));
    }
}
