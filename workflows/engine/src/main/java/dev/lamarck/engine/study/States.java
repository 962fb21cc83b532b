package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.study.StudyState;

/** Makes the state of a study from its job, or from what an earlier run of the workflow left. */
final class States {

    private States() {}

    static StudyState of(StudySpec spec, Carried carried) {
        return new StudyState(spec.rules(), spec.space());
    }

    static String encode(StudyState state) {
        return "";
    }
}
