package dev.lamarck.engine.tracking;

/** MLflow cannot be reached or refuses a call. */
public final class MlflowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    MlflowException(String message, int status, String code) {
        super(message);
        this.status = status;
        this.code = code;
    }

    MlflowException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.code = "";
    }

    /** The HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    boolean isCode(String expected) {
        return code.equals(expected);
    }
}
