package dev.lamarck.engine.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
    static final String PARENT = "mlflow.parentRunId";

    /** The slices whose reports were gone or damaged when the run was written. */
    static final String MISSING = "lamarck.missing";

    /** What MLflow said when it refused a part of the run for good. */
    static final String REFUSED = "lamarck.refused";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private Tags() {}

    /** What a study's parent run is found by; that of a night is the night's. */
    static Map<String, String> parent(StudySpec spec) {
        return spec.nightly() == null ? Map.of(STUDY, spec.name(), ROLE, ROLE_STUDY) : night(spec.name());
    }

    /** The condition for the runs of a study's trials. */
    static String trialsOf(ParentRun parent) {
        return MlflowRuns.conditions(Map.of(PARENT, parent.runId(), ROLE, ROLE_TRIAL));
    }

    /** Whose run it is; empty if somebody has changed the tag. */
    static Optional<Integer> trial(JsonNode run) {
        String value = MlflowRuns.tag(run, TRIAL);
        return NUMBER.matcher(value).matches() ? Optional.of(Integer.parseInt(value)) : Optional.empty();
    }

    /** What a night's run is found by. */
    static Map<String, String> night(String night) {
        return Map.of(STUDY, night, ROLE, ROLE_NIGHT);
    }
}
