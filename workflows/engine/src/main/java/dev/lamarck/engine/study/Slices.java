package dev.lamarck.engine.study;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.engine.call.Calls;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The slices that are in flight, by the name of their trial; each can be asked to yield. To the activity that is always a
 * plain cancellation: only the workflow knows why. Workflow code.
 */
final class Slices {

    private static final int LONGEST_UNCUT_SECONDS =
            Math.toIntExact(Duration.ofDays(30).toSeconds());

    private final TrainingActivities training;
    private final Map<String, CancellationScope> scopes = new LinkedHashMap<>();

    Slices(StudySpec spec) {
        this.training = Calls.training(spec);
    }

    /** How long a slice may take: a trainer without checkpoints cannot be cut. */
    static int longestSeconds(StudySpec spec) {
        return spec.trainer().checkpoints() ? spec.execution().maxSliceSeconds() : LONGEST_UNCUT_SECONDS;
    }

    int inFlight() {
        return scopes.size();
    }

    boolean has(String trial) {
        return scopes.containsKey(trial);
    }

    /**
     * Has a slice trained.
     *
     * @param ended told once how it ended: by a result or by a failure
     */
    void train(TrainRequest request, BiConsumer<@Nullable MemberResult, @Nullable RuntimeException> ended) {
        String trial = request.members().getFirst().trial();
        start(
                trial,
                () -> Async.function(training::train, request).handle((result, failure) -> {
                    scopes.remove(trial);
                    ended.accept(result == null ? null : result.members().getFirst(), failure);
                    return null;
                }));
    }

    /** Does something after a while, during which the trial counts as in flight; a request to yield ends the wait. */
    void after(Duration pause, String trial, Runnable then) {
        start(
                trial,
                () -> Workflow.newTimer(pause).handle((_, _) -> {
                    scopes.remove(trial);
                    then.run();
                    return null;
                }));
    }

    void askToYield(String trial, String reason) {
        CancellationScope scope = scopes.get(trial);
        if (scope != null) {
            scope.cancel(reason);
        }
    }

    void askAllToYield(String reason) {
        List.copyOf(scopes.values()).forEach(scope -> scope.cancel(reason));
    }

    private void start(String trial, Runnable call) {
        CancellationScope scope = Workflow.newCancellationScope(call);
        scopes.put(trial, scope);
        scope.run();
    }
}
