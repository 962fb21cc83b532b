package dev.lamarck.engine.study;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.contract.WinnerResult.SeedRun;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.TrialSeed;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains one finalist from scratch with a seed of its own, slice by slice. Workflow code. */
final class SeedTraining {

    private final StudySpec spec;
    private final Scored finalist;
    private final int repetition;
    private final int steps;

    SeedTraining(StudySpec spec, Scored finalist, int repetition, int steps) {
        this.spec = spec;
        this.finalist = finalist;
        this.repetition = repetition;
        this.steps = steps;
    }

    /** The run under its name; empty if it failed for good. */
    Map<String, SeedRun> train() {
        long started = Workflow.currentTimeMillis();
        long seed = TrialSeed.repeat(spec.sampler().seed(), finalist.trial(), repetition);
        String name = "winner-%d-%d".formatted(finalist.trial(), repetition);
        int step = 0;
        int slice = 0;
        int lost = 0;
        String checkpoint = null;
        for (int dispatch = 1; ; dispatch++) {
            Member member =
                    new Member(name, finalist.configuration(), seed, 0, slice, dispatch, step, steps, checkpoint);
            MemberResult result = attempt(member);
            if (result == null || result.failure() == FailureClass.INFRASTRUCTURE) {
                if (lost == spec.failures().infrastructure()) {
                    return Map.of();
                }
                Workflow.sleep(Pauses.after(lost));
                lost++;
            } else if (result.checkpoint() == null) {
                return Map.of();
            } else if (result.end() == SliceEnd.DONE) {
                return Map.of(
                        name,
                        new SeedRun(
                                name,
                                finalist.trial(),
                                seed,
                                result.step(),
                                result.metrics(),
                                result.checkpoint(),
                                started,
                                Workflow.currentTimeMillis()));
            } else {
                checkpoint = result.checkpoint();
                step = result.step();
                slice++;
            }
        }
    }

    /** Null if the attempt was lost. */
    private @Nullable MemberResult attempt(Member member) {
        try {
            TrainRequest request = new TrainRequest(
                    spec.name(),
                    spec.trainer(),
                    spec.data(),
                    List.of(member),
                    spec.execution().maxSliceSeconds(),
                    spec.execution().stallSeconds(),
                    List.of());
            return Calls.training(spec.execution().pool())
                    .train(request)
                    .members()
                    .getFirst();
        } catch (ActivityFailure e) {
            if (e.getCause() instanceof CanceledFailure canceled) {
                throw canceled;
            }
            return null;
        }
    }
}
