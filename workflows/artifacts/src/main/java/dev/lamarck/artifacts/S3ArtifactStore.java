package dev.lamarck.artifacts;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Artifacts as objects of a bucket below a prefix, each with its SHA-256 as metadata. Two writers of a key are kept apart
 * by the server, which must know conditional writes ({@code If-None-Match: *}): before the first put it is asked whether
 * it does. Region, credentials and profile are those of every AWS tool; {@code LAMARCK_S3_ENDPOINT} or
 * {@code AWS_ENDPOINT_URL_S3} names a server that is not Amazon's.
 */
public final class S3ArtifactStore extends AbstractRemoteStore {

    /** A larger artifact is sent in parts of this size: what broke off is repeated by the part. */
    private static final int PART_BYTES = 64 << 20;

    /** No key, so that it is in no list: an object that exists, to try whether it can be overwritten. */
    private static final String PROBE = ".lamarck-write-once";

    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int CONFLICTS = 10;
    private static final Duration CONFLICT_PAUSE = Duration.ofMillis(100);

    private final S3Client s3;
    private final S3Upload upload;
    private final S3Failures failures;
    private final String bucket;
    private final String prefix;
    private volatile boolean keepsFirst;

    S3ArtifactStore(S3Client s3, S3Location location, LocalCache cache, int partBytes) {
        super(cache);
        this.s3 = s3;
        this.bucket = location.bucket();
        this.prefix = location.prefix();
        this.failures = new S3Failures(location);
        this.upload = new S3Upload(s3, bucket, partBytes);
    }

    static S3ArtifactStore open(URI address, LocalCache cache, Map<String, String> environment) {
        S3Location location = S3Location.of(address, environment);
        return new S3ArtifactStore(location.client(environment), location, cache, PART_BYTES);
    }

    @Override
    boolean create(String key, Content content) {
        requireThatFirstBytesAreKept();
        if (upload.needsParts(content) && exists(key)) {
            return false;
        }
        String put = UUID.randomUUID().toString();
        for (int attempt = 1; ; attempt++) {
            try {
                upload.create(prefix + key, content, put);
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return isOf(key, put);
                }
                if (e.statusCode() != CONFLICT || attempt == CONFLICTS) {
                    throw failures.of("cannot store artifact " + key, e);
                }
                // Two conditional writes met; the server wants one of them to come again.
                pause(CONFLICT_PAUSE);
            } catch (SdkException | IOException e) {
                throw failures.of("cannot store artifact " + key, e);
            }
        }
    }

    @Override
    @Nullable
    Stored look(String key) {
        HeadObjectResponse head = head(key);
        return head == null
                ? null
                : Stored.of(key, head.contentLength(), head.metadata().get(S3Upload.SHA256));
    }

    @Override
    @Nullable
    Incoming open(String key) {
        try {
            ResponseInputStream<GetObjectResponse> body =
                    s3.getObject(request -> request.bucket(bucket).key(prefix + key));
            GetObjectResponse answer = body.response();
            return new Incoming(
                    Stored.of(key, answer.contentLength(), answer.metadata().get(S3Upload.SHA256)), new S3Body(body));
        } catch (SdkException e) {
            if (failures.isMissing(e)) {
                return null;
            }
            throw failures.of("cannot read artifact " + key, e);
        }
    }

    @Override
    List<String> keys(String keyPrefix) {
        try {
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix + keyPrefix)
                    .build();
            return s3.listObjectsV2Paginator(request).contents().stream()
                    .map(S3Object::key)
                    .map(name -> name.substring(prefix.length()))
                    .toList();
        } catch (SdkException e) {
            throw failures.of("cannot list artifacts " + keyPrefix + "*", e);
        }
    }

    @Override
    List<String> folderNames(String folder) {
        String start = prefix + folder + "/";
        try {
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(start)
                    .delimiter("/")
                    .build();
            return s3.listObjectsV2Paginator(request).commonPrefixes().stream()
                    .map(CommonPrefix::prefix)
                    .map(name -> name.substring(start.length(), name.length() - 1))
                    .toList();
        } catch (SdkException e) {
            throw failures.of("cannot list folders of " + folder, e);
        }
    }

    @Override
    void remove(String key) {
        try {
            s3.deleteObject(request -> request.bucket(bucket).key(prefix + key));
        } catch (SdkException e) {
            if (!failures.isMissing(e)) {
                throw failures.of("cannot delete artifact " + key, e);
            }
        }
    }

    @Override
    public String toString() {
        return failures.location().toString();
    }

    private boolean exists(String key) {
        return head(key) != null;
    }

    /** Whether an object is of this put: the answer to an earlier attempt of the client may have been lost. */
    private boolean isOf(String key, String put) {
        HeadObjectResponse head = head(key);
        return head != null && put.equals(head.metadata().get(S3Upload.PUT));
    }

    private @Nullable HeadObjectResponse head(String key) {
        try {
            return s3.headObject(request -> request.bucket(bucket).key(prefix + key));
        } catch (SdkException e) {
            if (failures.isMissing(e)) {
                return null;
            }
            throw failures.of("cannot look at artifact " + key, e);
        }
    }

    /** A server that ignores the condition would let a late writer change what was read: then nothing is written at all. */
    private void requireThatFirstBytesAreKept() {
        if (keepsFirst) {
            return;
        }
        Content probe =
                Content.of("Lamarck tries here whether objects can be overwritten.\n".getBytes(StandardCharsets.UTF_8));
        try {
            upload.create(prefix + PROBE, probe, "");
            upload.create(prefix + PROBE, probe, "");
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
                keepsFirst = true;
                return;
            }
            throw failures.of("cannot store artifacts", e);
        } catch (SdkException | IOException e) {
            throw failures.of("cannot store artifacts", e);
        }
        throw new ArtifactException(
                "The server of %s overwrites objects although it is asked not to (If-None-Match: * on PUT): two writers could lose each other's artifacts. Use one that knows conditional writes, as Amazon S3 does."
                        .formatted(this));
    }
}
