package dev.lamarck.search.space;

/** A search space, a configuration or a value that cannot be; the message says which, why and what to do. */
public final class SearchSpaceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SearchSpaceException(String message) {
        super(message);
    }
}
