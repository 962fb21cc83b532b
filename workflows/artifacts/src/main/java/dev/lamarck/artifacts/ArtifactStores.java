package dev.lamarck.artifacts;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens the store that an address means. */
public final class ArtifactStores {

    /** Whose value is the secret that an {@code http:} store asks for. */
    public static final String TOKEN = "LAMARCK_STORE_TOKEN";

    /** Whose value is the path of a file with that secret. */
    public static final String TOKEN_FILE = "LAMARCK_STORE_TOKEN_FILE";

    /** Whose value is how many gigabytes the local cache may have; 20 if it is not set. */
    public static final String CACHE_GB = "LAMARCK_CACHE_GB";

    private static final int DEFAULT_CACHE_GB = 20;
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final Pattern SECRET = Pattern.compile("[!-~]+");

    private ArtifactStores() {}

    /**
     * Opens a store; it is not asked anything yet.
     *
     * @param address {@code file:/FOLDER}, {@code s3://BUCKET/PREFIX}, {@code http://HOST:PORT/}, {@code https:} or the
     *     path of a folder
     * @param cache folder for what is fetched over a network; processes may share it
     * @param environment variables: {@link #TOKEN}, {@link #CACHE_GB} and what S3 needs, see {@link S3ArtifactStore}
     * @throws ArtifactException if the address or a variable is wrong
     */
    public static ArtifactStore open(String address, Path cache, Map<String, String> environment) {
        return open(address(address), cache, environment);
    }

    /** As {@link #open(String, Path, Map)}, with an address that {@link #address} has made. */
    public static ArtifactStore open(URI address, Path cache, Map<String, String> environment) {
        return switch (String.valueOf(address.getScheme())) {
            case "file" -> FileArtifactStore.at(address);
            case "s3" -> S3ArtifactStore.open(address, cache(cache, environment), environment);
            case "http", "https" ->
                new HttpArtifactStore(address, token(environment).orElse(null), cache(cache, environment), STALL);
            default -> throw unknown(address.toString());
        };
    }

    /**
     * The address that a user means by a text.
     *
     * @throws ArtifactException if it is none
     */
    public static URI address(String text) {
        if (text.isBlank()) {
            throw unknown(text);
        }
        try {
            return SCHEME.matcher(text).matches()
                    ? new URI(text)
                    : Path.of(text).toAbsolutePath().normalize().toUri();
        } catch (URISyntaxException | InvalidPathException e) {
            throw new ArtifactException(
                    "Artifact store '%s' is not an address: %s.".formatted(text, e.getMessage()), e);
        }
    }

    /**
     * The secret that an {@code http:} store asks for, of the environment or of the file that it names.
     *
     * @throws ArtifactException if the file cannot be read or the secret has blanks or control characters
     */
    public static Optional<String> token(Map<String, String> environment) {
        String token = environment.getOrDefault(TOKEN, "");
        String file = environment.getOrDefault(TOKEN_FILE, "");
        if (token.isBlank() && file.isBlank()) {
            return Optional.empty();
        }
        String secret = (token.isBlank() ? read(Path.of(file)) : token).strip();
        if (!SECRET.matcher(secret).matches()) {
            throw new ArtifactException(
                    "%s is empty or has blanks or characters that are not ASCII; expected is one word."
                            .formatted(token.isBlank() ? "The file " + file + " of " + TOKEN_FILE : TOKEN));
        }
        return Optional.of(secret);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ArtifactException("Cannot read %s, the file of %s: %s".formatted(file, TOKEN_FILE, e), e);
        }
    }

    private static LocalCache cache(Path folder, Map<String, String> environment) {
        String gigabytes = environment.getOrDefault(CACHE_GB, Integer.toString(DEFAULT_CACHE_GB));
        if (!gigabytes.matches("[1-9][0-9]{0,5}")) {
            throw new ArtifactException(
                    "%s is '%s'; expected is a whole number of gigabytes, at least 1.".formatted(CACHE_GB, gigabytes));
        }
        return new LocalCache(
                folder, Long.parseLong(gigabytes) << 30, FileArtifactStore.LEAST_FREE_BYTES, InstantSource.system());
    }

    private static ArtifactException unknown(String address) {
        return new ArtifactException(
                "Artifact store '%s' is unknown; expected is a folder, file:///FOLDER, s3://BUCKET/PREFIX or http(s)://HOST:PORT/."
                        .formatted(address));
    }
}
