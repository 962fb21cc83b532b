package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Explains what a trained model looks at, on a worker, through the compiled network. */
@ActivityInterface
public interface ExplanationActivities {

    /**
     * What to explain.
     *
     * @param methods names of attribution methods, e.g. integrated-gradients
     */
    record ExplainRequest(
            String study,
            String preset,
            DataSpec data,
            EvaluationActivities.Candidate candidate,
            List<String> methods) {

        public ExplainRequest {
            methods = List.copyOf(methods);
        }
    }

    Explanation explain(ExplainRequest request);
}
