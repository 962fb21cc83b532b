package dev.lamarck.artifacts;

/**
 * What {@link HttpArtifactStore} and its server say to each other:
 *
 * <pre>
 * PUT    v1/artifacts/KEY        stores the body; with {@link #SHA256}. 201, or 409 if the key is taken
 * GET    v1/artifacts/KEY        the bytes, with {@link #SHA256}. 404 if there are none
 * HEAD   v1/artifacts/KEY        only {@link #BYTES} and {@link #SHA256}
 * DELETE v1/artifacts/KEY        204, also if there was nothing
 * POST   v1/offers/KEY           whether a PUT of {@link #BYTES} would be taken: 204, or what the PUT would answer
 * GET    v1/keys?prefix=PREFIX   one key a line
 * GET    v1/folders?folder=KEY   one name a line
 * </pre>
 *
 * Every request carries {@code Authorization: Bearer TOKEN} if the server has one, and every answer {@link #STORE}. Other
 * answers are a sentence: 400 a wrong request, 401 no token, 403 another token, 413 too large, 507 no room.
 */
public final class StoreProtocol {

    public static final String ARTIFACTS = "/v1/artifacts/";
    public static final String OFFERS = "/v1/offers/";
    public static final String KEYS = "/v1/keys";
    public static final String FOLDERS = "/v1/folders";

    /** By which a client knows that it talks to a store: its version. */
    public static final String STORE = "Lamarck-Store";

    /** SHA-256 of all bytes of an artifact, in lower-case hexadecimal. */
    public static final String SHA256 = "Lamarck-Sha256";

    /** How many bytes an artifact has. */
    public static final String BYTES = "Lamarck-Bytes";

    /** A larger artifact is offered before it is sent: a server does not read a body to the end that it refuses. */
    public static final long SENT_AT_ONCE_BYTES = 1L << 20;

    private StoreProtocol() {}
}
