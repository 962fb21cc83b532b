package dev.lamarck.ledger;

/** There is no study of that name. */
public final class UnknownStudyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownStudyException(String name) {
        super("There is no study '%s'. See 'lamarck study list'.".formatted(name));
    }
}
