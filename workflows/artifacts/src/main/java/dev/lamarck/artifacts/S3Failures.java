package dev.lamarck.artifacts;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3's client throws, as sentences with a way out. */
record S3Failures(S3Location location) {

    private static final int NOT_FOUND = 404;
    private static final int FULL = 507;

    /** Whether it says that there is no such object. */
    boolean isMissing(Exception failure) {
        return failure instanceof S3Exception e && e.statusCode() == NOT_FOUND && !isNoBucket(e);
    }

    ArtifactException of(String what, Exception failure) {
        if (!(failure instanceof S3Exception e)) {
            return new ArtifactException(
                    "The artifact store %s %s: %s. Is the server running, and are credentials set (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE)?"
                            .formatted(location, what, failure.getMessage()),
                    failure);
        }
        if (isNoBucket(e)) {
            return new ArtifactException(
                    "The artifact store %s %s: there is no bucket '%s'. Create it; Lamarck does not."
                            .formatted(location, what, location.bucket()),
                    e);
        }
        return switch (e.statusCode()) {
            case 401, 403 ->
                new ArtifactException(
                        "The artifact store %s %s: access is denied (%s). Its credentials need s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket."
                                .formatted(location, what, code(e)),
                        e);
            case 301 ->
                new ArtifactException(
                        "The artifact store %s %s: the bucket is in another region. Set AWS_REGION to it."
                                .formatted(location, what),
                        e);
            case 501 ->
                new ArtifactException(
                        "The artifact store %s %s: its server lacks something that is needed (%s), probably conditional writes (If-None-Match). Use one that has them, as Amazon S3 does."
                                .formatted(location, what, code(e)),
                        e);
            case FULL -> new StoreFullException("The artifact store %s %s: it is full.".formatted(location, what), e);
            default ->
                new ArtifactException(
                        "The artifact store %s %s: %d %s".formatted(location, what, e.statusCode(), code(e)), e);
        };
    }

    private static boolean isNoBucket(S3Exception e) {
        return e instanceof NoSuchBucketException || "NoSuchBucket".equals(code(e));
    }

    private static @Nullable String code(S3Exception e) {
        return e.awsErrorDetails() == null
                ? e.getMessage()
                : e.awsErrorDetails().errorCode();
    }
}
