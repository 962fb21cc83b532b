package dev.lamarck.artifacts;

import java.util.regex.Pattern;

/** The layout of the store: every key that Lamarck uses is made here. */
public final class ArtifactKeys {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

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

    static String check(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new ArtifactException(
                    "'%s' is not an artifact key: parts of letters, digits, '.', '_' and '-' joined by '/'."
                            .formatted(key));
        }
        return key;
    }
}
