package dev.lamarck.engine.tracking;

import dev.lamarck.contract.StudySpec;
import java.util.Map;

/** The tags by which runs are found. */
final class Tags {

    static final String STUDY = "lamarck.study";
    static final String ROLE = "lamarck.role";
    static final String ROLE_STUDY = "study";
    static final String ROLE_NIGHT = "night";
    static final String NIGHTLY = "lamarck.nightly";
    static final String ROLE_TRIAL = "trial";
    static final String ROLE_WINNER_SEED = "winner-seed";
    static final String TRIAL = "lamarck.trial";
    static final String STATE = "lamarck.state";
    static final String RUN = "lamarck.run";

    private Tags() {}

    /** What a study's parent run is found by; that of a night is the night's. */
    static Map<String, String> parent(StudySpec spec) {
        return spec.nightly() == null ? Map.of(STUDY, spec.name(), ROLE, ROLE_STUDY) : night(spec.name());
    }

    /** What a night's run is found by. */
    static Map<String, String> night(String night) {
        return Map.of(STUDY, night, ROLE, ROLE_NIGHT);
    }
}
