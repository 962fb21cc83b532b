package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Pace;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialSeed;
import dev.lamarck.search.study.TrialState;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives rungs of trials to workers, slice by slice, within the device time that the budget leaves. Workflow code. */
final class Dispatcher {

    /** A worker that lost a trial gets it back after so many others gave it back too. */
    private static final int MOST_RETURNS = 3;

    private final StudySpec spec;
    private final StudyState state;
    private final Journal journal;
    private final Arrivals arrivals;
    private final Slices slices;
    private final Map<Integer, Integer> reservedSeconds = new HashMap<>();
    private final Map<Integer, Integer> returns = new HashMap<>();
    private Pace pace;

    Dispatcher(StudySpec spec, StudyState state, Journal journal, Arrivals arrivals, Pace pace) {
        this.spec = spec;
        this.state = state;
        this.journal = journal;
        this.arrivals = arrivals;
        this.pace = pace;
        this.slices = new Slices(spec);
    }

    int inFlight() {
        return slices.inFlight();
    }

    Pace pace() {
        return pace;
    }

    void askAllToYield(String reason) {
        slices.askAllToYield(reason);
    }

    void askToYield(int trial, String reason) {
        slices.askToYield(Integer.toString(trial), reason);
    }

    /** The first trial of a deterministic study whose rung has begun and is with no worker; null if there is none. */
    @Nullable
    Trial open() {
        if (state.status() == StudyStatus.PAUSED) {
            return null;
        }
        for (int id : arrivals.open()) {
            Trial trial = state.trial(id);
            if (trial == null) {
                arrivals.drop(id);
            } else if (trial.state() == TrialState.PENDING && !slices.has(Integer.toString(id))) {
                return trial;
            }
        }
        return null;
    }

    /** Begins or goes on with a rung; false if no device time is left that is not reserved by what is in flight. */
    boolean dispatch(Trial waiting, int rung) {
        int seconds = sliceSeconds();
        if (seconds == 0) {
            return false;
        }
        long now = Workflow.currentTimeMillis();
        int dispatch = waiting.progress().dispatches() + 1;
        if (!journal.apply(new StudyEvent.Dispatched(waiting.id(), dispatch, rung, now))) {
            throw new IllegalStateException("Trial %d was decided for and cannot begin".formatted(waiting.id()));
        }
        journal.incumbents().dispatched(now);
        Trial trial = Objects.requireNonNull(state.trial(waiting.id()));
        Member member = member(trial);
        arrivals.begin(trial.id(), member.to() - member.after());
        reservedSeconds.put(trial.id(), seconds);
        slices.train(request(member, trial, seconds), (result, failure) -> ended(member, now, result, failure));
        return true;
    }

    private Member member(Trial trial) {
        Trial.Progress progress = trial.progress();
        return new Member(
                Integer.toString(trial.id()),
                trial.configuration(),
                TrialSeed.of(spec.sampler().seed(), trial.id()),
                progress.rung(),
                progress.slice(),
                progress.dispatches(),
                progress.step(),
                spec.pruner().rungs().get(progress.rung()),
                progress.checkpoint());
    }

    private TrainRequest request(Member member, Trial trial, int seconds) {
        boolean nobodyElse = returns.getOrDefault(trial.id(), 0) >= MOST_RETURNS;
        return new TrainRequest(
                spec.name(),
                spec.trainer(),
                spec.data(),
                List.of(member),
                seconds,
                spec.execution().stallSeconds(),
                nobodyElse ? List.of() : trial.progress().avoid());
    }

    private void ended(
            Member member, long dispatchedMillis, @Nullable MemberResult result, @Nullable RuntimeException failure) {
        int id = Integer.parseInt(member.trial());
        reservedSeconds.remove(id);
        if (result != null) {
            pace = pace.plus(result.step() - member.after(), result.deviceMillis());
            keep(id, result);
        }
        StudyEvent.Result event = Outcomes.of(member, dispatchedMillis, result, failure);
        Duration pause = pause(event);
        if (pause.isZero()) {
            arrivals.arrive(event);
        } else {
            slices.after(pause, member.trial(), () -> arrivals.arrive(event));
        }
    }

    private void keep(int trial, MemberResult result) {
        if (state.trial(trial) == null) {
            return;
        }
        if (result.folder() != null) {
            journal.slice(trial, result.folder());
        }
        if (result.checkpoint() != null) {
            journal.checkpoints().left(result.checkpoint(), result.checkpointBytes());
        }
    }

    /**
     * What the infrastructure lost waits a little, longer each time: a full disk or a missing mount is not gone at once. So
     * does what a worker gave back.
     */
    private Duration pause(StudyEvent.Result event) {
        int given = event instanceof StudyEvent.Returned ? returns.merge(event.trial(), 1, Integer::sum) : 0;
        if (given == 0) {
            returns.remove(event.trial());
        }
        boolean asked = state.status() == StudyStatus.PAUSED;
        if (event instanceof StudyEvent.Failed failed && failed.failure() == FailureClass.INFRASTRUCTURE) {
            Trial trial = state.trial(event.trial());
            int lost = trial == null ? 0 : trial.progress().lost();
            return asked ? Duration.ZERO : Pauses.after(lost);
        }
        return given == 0 || asked ? Duration.ZERO : Pauses.after(given - 1);
    }

    /** How long a slice may take: so much that all slots together stay within the budget; 0 if nothing is left. */
    private int sliceSeconds() {
        int longest = Slices.longestSeconds(spec);
        if (state.limits().gpuSeconds() == 0) {
            return longest;
        }
        long reserved =
                reservedSeconds.values().stream().mapToLong(Integer::longValue).sum();
        long left = state.deviceMillisLeft() / 1000 - (spec.trainer().checkpoints() ? reserved : 0);
        int free = Math.max(1, state.parallel() - slices.inFlight());
        long share = spec.trainer().checkpoints() ? Math.max(Math.min(left, 1), left / free) : left;
        return Math.clamp(share, 0, longest);
    }
}
