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
}
