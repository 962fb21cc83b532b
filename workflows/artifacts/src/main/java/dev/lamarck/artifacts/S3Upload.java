package dev.lamarck.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Creates objects, large ones in parts. The server checks what comes by its MD5, which every S3 server knows; what readers
 * check is the SHA-256 of the whole in the metadata.
 */
final class S3Upload {

    static final String SHA256 = "lamarck-sha256";

    /** Names the call that stored an object. */
    static final String PUT = "lamarck-put";

    private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);
    private static final String TYPE = "application/octet-stream";
    private static final String IF_ABSENT = "*";

    private final S3Client s3;
    private final String bucket;
    private final int partBytes;

    S3Upload(S3Client s3, String bucket, int partBytes) {
        this.s3 = s3;
        this.bucket = bucket;
        this.partBytes = partBytes;
    }

    boolean needsParts(Content content) {
        return content.bytes() > partBytes;
    }

    /** Creates an object; the server answers 412 if there is one. */
    void create(String name, Content content, String put) throws IOException {
        Map<String, String> metadata = Map.of(SHA256, content.sha256(), PUT, put);
        if (needsParts(content)) {
            createInParts(name, content, metadata);
            return;
        }
        String md5 = md5(content, 0, content.bytes());
        s3.putObject(
                request -> request.bucket(bucket)
                        .key(name)
                        .ifNoneMatch(IF_ABSENT)
                        .metadata(metadata)
                        .contentMD5(md5),
                body(content, 0, content.bytes()));
    }

    private void createInParts(String name, Content content, Map<String, String> metadata) throws IOException {
        String id = s3.createMultipartUpload(
                        request -> request.bucket(bucket).key(name).metadata(metadata))
                .uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> parts = parts(name, id, content);
            s3.completeMultipartUpload(request -> request.bucket(bucket)
                    .key(name)
                    .uploadId(id)
                    .ifNoneMatch(IF_ABSENT)
                    .multipartUpload(upload -> upload.parts(parts)));
            complete = true;
        } finally {
            if (!complete) {
                abort(name, id);
            }
        }
    }

    private List<CompletedPart> parts(String name, String id, Content content) throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        for (long offset = 0; offset < content.bytes(); offset += partBytes) {
            int number = parts.size() + 1;
            long bytes = Math.min(partBytes, content.bytes() - offset);
            String md5 = md5(content, offset, bytes);
            String tag = s3.uploadPart(
                            request -> request.bucket(bucket)
                                    .key(name)
                                    .uploadId(id)
                                    .partNumber(number)
                                    .contentMD5(md5),
                            body(content, offset, bytes))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        return parts;
    }

    /** The parts of a dead upload are invisible, but paid for until the bucket's life-cycle rule removes them. */
    private void abort(String name, String id) {
        try {
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(name).uploadId(id));
        } catch (SdkException e) {
            LOG.warn("The parts of the upload {} of {} could not be removed: {}", id, name, e.getMessage());
        }
    }

    private static RequestBody body(Content content, long offset, long bytes) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return content.open(offset, bytes);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                bytes,
                TYPE);
    }

    private static String md5(Content content, long offset, long bytes) throws IOException {
        try (InputStream in = content.open(offset, bytes)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
