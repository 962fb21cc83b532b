package dev.lamarck.train.data;

/** Data that is missing, damaged or not what it should be; the message names the file, what is wrong and the way out. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
