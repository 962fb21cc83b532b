package dev.lamarck.artifacts;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/** The body of an object. Closing one that was not read to its end closes the connection instead of reading on. */
final class S3Body extends FilterInputStream {

    private final ResponseInputStream<?> body;
    private boolean ended;

    S3Body(ResponseInputStream<?> body) {
        super(body);
        this.body = body;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int read = in.read(bytes, offset, length);
            ended = read < 0;
            return read;
        } catch (SdkException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            body.close();
        } else {
            body.abort();
        }
    }
}
