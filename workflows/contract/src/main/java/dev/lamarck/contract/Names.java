package dev.lamarck.contract;

/** The names of task queues and workflows. */
public final class Names {

    /** Workflows, sampling and the ledger. */
    public static final String ENGINE_QUEUE = "lamarck-engine";

    /** Everything that talks to MLflow, apart so that a dead MLflow never holds up a search. */
    public static final String TRACKING_QUEUE = "lamarck-tracking";

    /** The memo field with the job's digest. */
    public static final String DIGEST_MEMO = "lamarckDigest";

    private static final String STUDY = "study/";
    private static final String NIGHTLY = "nightly/";
    private static final String NIGHT = "night/";

    private Names() {}

    /** The queue of a pool of equal worker slots. */
    public static String poolQueue(String pool) {
        return "lamarck-pool-" + pool;
    }

    public static String studyWorkflow(String study) {
        return STUDY + study;
    }

    public static String publishWorkflow(String study) {
        return STUDY + study + "/publish";
    }

    public static String winnerWorkflow(String study) {
        return STUDY + study + "/winner";
    }

    /** The schedule of a nightly selection. */
    public static String nightlySchedule(String nightly) {
        return NIGHTLY + nightly;
    }

    /**
     * The workflow that tells of a night's verdict.
     *
     * @param number which of the selection's notifications, from 1
     */
    public static String notificationWorkflow(String night, int number) {
        return NIGHT + night + "/notify/" + number;
    }

    /** What the ids of its workflows begin with; the server appends the time. */
    public static String nightWorkflow(String nightly) {
        return NIGHT + nightly;
    }
}
