package dev.lamarck.artifacts;

import java.util.regex.Pattern;

/** The layout of the store: every key that Lamarck uses is made here. */
public final class ArtifactKeys {

    /** As S3, which allows 1,024 with the prefix of the store, and files, whose names may have 255. */
    private static final int LONGEST = 900;

    private static final String LENGTHS = ", each of at most 200 characters and together of at most 900";
    private static final String PART = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}";
    private static final Pattern KEY = Pattern.compile("%s(/%s)*".formatted(PART, PART));
    private static final Pattern PREFIX = Pattern.compile("(%s/)*(%s)?".formatted(PART, PART));

    /** What the keys of all nights begin with. */
    public static final String NIGHTS = "nights/";

    private ArtifactKeys() {}

    public static String dataset(String fingerprint, String split) {
        return "dataset/" + fingerprint + "/" + split + ".safetensors";
    }

    /** One entry for each time that a locked test split was read. */
    public static String testRead(String fingerprint, String reader) {
        return "dataset/" + fingerprint + "/test-reads/" + reader + ".json";
    }

    public static String testReads(String fingerprint) {
        return "dataset/" + fingerprint + "/test-reads/";
    }

    /**
     * The folder with the files that a command needs.
     *
     * @param sha256 of its manifest
     */
    public static String scripts(String sha256) {
        return "scripts/" + sha256;
    }

    public static String study(String study) {
        return "studies/" + study + "/";
    }

    public static String studyDocument(String study) {
        return study(study) + "study.json";
    }

    public static String job(String study) {
        return study(study) + "job.json";
    }

    public static String segments(String study) {
        return study(study) + "ledger/";
    }

    public static String segment(String study, int number) {
        return segments(study) + "%06d.jsonl".formatted(number);
    }

    public static String workflowHistory(String study, String runId) {
        return study(study) + "history/" + runId + ".json.gz";
    }

    public static String trials(String study) {
        return study(study) + "trials/";
    }

    /** The folder of one attempt: written once, read only if an accepted result names it. */
    public static String attempt(String study, String trial, int rung, int slice, int dispatch, String nonce) {
        return trials(study) + "%s/%d/%d/%d-%s".formatted(trial, rung, slice, dispatch, nonce);
    }

    public static String model(String study, String digest) {
        return study(study) + "model/" + digest;
    }

    /** The pictures that explain a model. */
    public static String explanation(String study, String nonce) {
        return study(study) + "explanation/" + nonce;
    }

    public static String report(String study) {
        return study(study) + "report.html";
    }

    public static String nights(String nightly) {
        return NIGHTS + nightly + "/";
    }

    public static String night(String nightly, String night) {
        return nights(nightly) + night + ".json";
    }

    /** Whether a store would take it for a key: parts of letters, digits, '.', '_' and '-' joined by '/'. */
    public static boolean isKey(String key) {
        return key.length() <= LONGEST && KEY.matcher(key).matches();
    }

    /** Whether keys may begin with it; the empty text is a prefix of all. */
    public static boolean isPrefix(String prefix) {
        return prefix.length() <= LONGEST && PREFIX.matcher(prefix).matches();
    }

    static String check(String key) {
        if (!isKey(key)) {
            throw new ArtifactException(
                    "'%s' is not an artifact key: parts of letters, digits, '.', '_' and '-' joined by '/'%s."
                            .formatted(abridged(key), LENGTHS));
        }
        return key;
    }

    static String checkPrefix(String prefix) {
        if (!isPrefix(prefix)) {
            throw new ArtifactException(
                    "'%s' is not how artifact keys begin: parts of letters, digits, '.', '_' and '-' joined by '/'%s."
                            .formatted(abridged(prefix), LENGTHS));
        }
        return prefix;
    }

    private static String abridged(String key) {
        return key.length() <= LONGEST ? key : key.substring(0, 60) + "...";
    }

    /** What a key ends with: the name of its file. */
    static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
