package dev.lamarck.artifacts;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Where the objects of a store are.
 *
 * @param prefix empty, or ends with a slash
 * @param endpoint of a server that is not Amazon's; null for Amazon's
 */
record S3Location(String bucket, String prefix, @Nullable URI endpoint) {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long a connection may stand still. */
    private static final Duration STALL = Duration.ofSeconds(60);

    static S3Location of(URI address, Map<String, String> environment) {
        String bucket = address.getRawAuthority();
        String path = Optional.ofNullable(address.getRawPath()).orElse("").replaceAll("^/+|/+$", "");
        if (bucket == null
                || !bucket.matches("[A-Za-z0-9._-]+")
                || !ArtifactKeys.isPrefix(path)
                || address.getRawQuery() != null) {
            throw new ArtifactException(
                    "Artifact store '%s': expected is s3://BUCKET or s3://BUCKET/PREFIX, the prefix of letters, digits, '.', '_' and '-' joined by '/'."
                            .formatted(address));
        }
        return new S3Location(bucket, path.isEmpty() ? "" : path + "/", endpoint(environment));
    }

    S3Client client(Map<String, String> environment) {
        var builder = S3Client.builder()
                .region(region(environment))
                .credentialsProvider(credentials(environment))
                .forcePathStyle(endpoint != null)
                // Its own sums come as trailers, which many other servers do not know; ours are plain headers.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(STALL)
                        .build());
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    @Override
    public String toString() {
        String text = "s3://" + bucket + "/" + prefix;
        return endpoint == null ? text : text + " at " + endpoint;
    }

    private static @Nullable URI endpoint(Map<String, String> environment) {
        for (String name : new String[] {"LAMARCK_S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isBlank()) {
                if (!value.matches("https?://[^/?#@]+/?")) {
                    throw new ArtifactException(
                            "%s is '%s'; expected is http://HOST:PORT or https://HOST:PORT.".formatted(name, value));
                }
                return URI.create(value);
            }
        }
        return null;
    }

    /** Servers that are not Amazon's take any region. */
    private Region region(Map<String, String> environment) {
        for (String name : new String[] {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isBlank()) {
                return Region.of(value);
            }
        }
        if (endpoint != null) {
            return Region.US_EAST_1;
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new ArtifactException(
                    "The artifact store %s needs a region: set AWS_REGION, or AWS_PROFILE to a profile that has one."
                            .formatted(this),
                    e);
        }
    }

    private static AwsCredentialsProvider credentials(Map<String, String> environment) {
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        String session = environment.getOrDefault("AWS_SESSION_TOKEN", "");
        if (id.isBlank() || secret.isBlank()) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(
                session.isBlank()
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, session));
    }
}
