package dev.lamarck.engine.study;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.contract.WinnerResult.SeedRun;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.TrialSeed;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trains one finalist from scratch with a seed of its own, slice by slice. Workflow code. */
final class SeedTraining {

    private final StudySpec spec;
    private final Scored finalist;
    private final long seed;
    private final String name;
    private final int steps;
    private final Training training;
    private int step;
    private int slice;
    private int lost;
    private @Nullable String checkpoint;

    SeedTraining(StudySpec spec, Scored finalist, int repetition, int steps, Training training) {
        this.spec = spec;
        this.finalist = finalist;
        this.seed = TrialSeed.repeat(spec.sampler().seed(), finalist.trial(), repetition);
        this.name = "winner-%d-%d".formatted(finalist.trial(), repetition);
        this.steps = steps;
        this.training = training;
    }

    /** The run under its name; empty if it failed for good, or the time was up before it was done. */
    Map<String, SeedRun> train() {
        long started = Workflow.currentTimeMillis();
        for (int dispatch = 1; training.mayBegin(); dispatch++) {
            MemberResult result = attempt(dispatch);
            SliceEnd end = result == null ? SliceEnd.RETURNED : result.end();
            if (result != null && end == SliceEnd.DONE) {
                return Map.of(name, run(result, started));
            }
            if (!goesOn(end, result)) {
                return Map.of();
            }
        }
        return Map.of();
    }

    /** Whether there is a further attempt; waits for it if there is reason to. */
    private boolean goesOn(SliceEnd end, @Nullable MemberResult result) {
        if (end == SliceEnd.YIELDED && result != null && result.checkpoint() != null) {
            checkpoint = result.checkpoint();
            step = result.step();
            slice++;
            return true;
        }
        if (end == SliceEnd.FAILED && (result == null || result.failure() != FailureClass.INFRASTRUCTURE)) {
            return false;
        }
        if (end == SliceEnd.CHECKPOINT_LOST) {
            checkpoint = null;
            step = 0;
            slice = 0;
        }
        if (end != SliceEnd.YIELDED && !training.yields()) {
            Workflow.sleep(Pauses.after(lost));
            lost += end == SliceEnd.RETURNED ? 0 : 1;
        }
        return lost <= spec.failures().infrastructure();
    }

    private SeedRun run(MemberResult result, long started) {
        String kept = Optional.ofNullable(result.checkpoint())
                .or(() -> Optional.ofNullable(result.folder()))
                .orElse("");
        return new SeedRun(
                name,
                finalist.trial(),
                seed,
                result.step(),
                result.metrics(),
                kept,
                started,
                Workflow.currentTimeMillis());
    }

    /** Null if it was not begun. */
    private @Nullable MemberResult attempt(int dispatch) {
        Member member = new Member(name, finalist.configuration(), seed, 0, slice, dispatch, step, steps, checkpoint);
        TrainRequest request = new TrainRequest(
                spec.name(),
                spec.trainer(),
                spec.data(),
                List.of(member),
                Slices.longestSeconds(spec),
                spec.execution().stallSeconds(),
                List.of());
        CompletablePromise<Optional<MemberResult>> ended = Workflow.newPromise();
        training.slices().train(request, (result, failure) -> {
            if (result == null && failure != null && !isCancelled(failure)) {
                String message = String.valueOf(failure.getMessage());
                ended.complete(
                        Optional.of(MemberResult.failed(step, FailureClass.INFRASTRUCTURE, message, null, "", 0)));
            } else {
                ended.complete(Optional.ofNullable(result));
            }
        });
        Optional<MemberResult> result = ended.get();
        if (CancellationScope.current().isCancelRequested()) {
            throw new CanceledFailure("The study was killed");
        }
        return result.orElse(null);
    }

    private static boolean isCancelled(RuntimeException failure) {
        return failure instanceof CanceledFailure
                || (failure instanceof ActivityFailure && failure.getCause() instanceof CanceledFailure);
    }
}
