package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.study.StateCodec;
import dev.lamarck.search.study.StudyState;
import java.util.Base64;

/** The state of a study at the beginning of a run of its workflow, and on the way to the next run. */
final class States {

    private States() {}

    static StudyState of(StudySpec spec, Carried carried) {
        return carried.state() == null
                ? new StudyState(spec.rules(), spec.space())
                : StateCodec.decode(Base64.getDecoder().decode(carried.state()));
    }

    static String encode(StudyState state) {
        return Base64.getEncoder().encodeToString(StateCodec.encode(state));
    }
}
