package dev.lamarck.engine.tracking;

/** The tags by which runs are found. */
final class Tags {

    static final String STUDY = "lamarck.study";
    static final String ROLE = "lamarck.role";
    static final String ROLE_STUDY = "study";
    static final String ROLE_TRIAL = "trial";
    static final String ROLE_WINNER_SEED = "winner-seed";
    static final String TRIAL = "lamarck.trial";
    static final String STATE = "lamarck.state";
    static final String RUN = "lamarck.run";

    private Tags() {}
}
