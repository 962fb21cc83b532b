package dev.lamarck.search.study;

import dev.lamarck.search.study.StudyEvent.CheckpointLost;
import dev.lamarck.search.study.StudyEvent.Failed;
import dev.lamarck.search.study.StudyEvent.Measured;
import dev.lamarck.search.study.StudyEvent.Result;
import dev.lamarck.search.study.StudyEvent.Returned;
import dev.lamarck.search.study.StudyEvent.Yielded;
import org.jspecify.annotations.Nullable;

/** What becomes of a trial whose dispatch has ended: it goes on, waits, or ends, by the policy of its failure. */
final class Judge {

    /** The parameter that is halved where memory does not suffice. */
    static final String BATCH_SIZE = "batch_size";

    /** If so many trials in a row from the first are infeasible, the space is wrong and not the luck. */
    private static final int FIRST_TRIALS = 10;

    private final StudyRules rules;
    private final Control control;
    private final Trials trials;
    private final Ladder ladder;
    private final Population population;
    private final Tried tried;

    Judge(Parts parts) {
        this.rules = parts.rules();
        this.control = parts.control();
        this.trials = parts.trials();
        this.ladder = parts.ladder();
        this.population = parts.population();
        this.tried = parts.tried();
    }

    /** False if the trial does not wait for this result. */
    boolean judge(Result result) {
        Trial trial = trials.find(result.trial());
        if (trial == null || !awaits(trial, result.dispatch())) {
            return false;
        }
        if (result instanceof CheckpointLost lost
                && !lost.checkpoint().equals(trial.progress().checkpoint())) {
            return false;
        }
        long millis = Math.max(0, result.deviceMillis());
        control.deviceMillis += millis;
        Trial used = trial.moved(TrialState.RUNNING, trial.progress().used(millis));
        switch (result) {
            case Yielded yielded -> yielded(used, yielded);
            case Measured measured -> measured(used, measured);
            case Failed failed -> failed(used, failed);
            case Returned _ -> trials.put(used.moved(TrialState.PENDING, used.progress()));
            case CheckpointLost lost -> {
                String message = "Checkpoint '%s' is damaged or gone.".formatted(lost.checkpoint());
                lost(used, used.progress().back(), message, lost.atMillis());
            }
        }
        return true;
    }

    static boolean awaits(@Nullable Trial trial, int dispatch) {
        return trial != null
                && trial.state() == TrialState.RUNNING
                && trial.progress().dispatches() == dispatch;
    }

    /** Ends a trial where it is. */
    void end(Trial trial, TrialState state, Trial.@Nullable Outcome outcome, long nowMillis) {
        ladder.close(trial);
        trials.end(trial, state, outcome, nowMillis);
    }

    private void yielded(Trial trial, Yielded event) {
        if (isPossible(trial, event.step(), event.atMillis())) {
            trials.put(trial.moved(TrialState.PENDING, trial.progress().reached(event.step(), event.checkpoint())));
        }
    }

    private void measured(Trial trial, Measured event) {
        if (!isPossible(trial, event.step(), event.atMillis())) {
            return;
        }
        Trial measured = trial.moved(TrialState.PAUSED, trial.progress().reached(event.step(), event.checkpoint()))
                .measured(event.metrics());
        Double value = event.metrics().get(rules.objective().metric());
        if (value == null) {
            String message =
                    "No value of '%s' was reported.".formatted(rules.objective().metric());
            giveUp(measured, TrialState.FAILED, FailureClass.NO_METRIC, message, event.atMillis());
        } else if (!Double.isFinite(value)) {
            String message = "'%s' is %s.".formatted(rules.objective().metric(), value);
            giveUp(measured, TrialState.FAILED, FailureClass.DIVERGED, message, event.atMillis());
        } else {
            score(measured, rules.objective().loss(value), event.atMillis());
        }
    }

    /** A trainer that reports a step that it cannot have come to is wrong, and the trial with it. */
    private boolean isPossible(Trial trial, int step, long nowMillis) {
        int from = trial.progress().step();
        int to = rules.rungs().end(trial.progress().rung());
        if (step >= from && step <= to) {
            return true;
        }
        String message =
                "The trainer reported step %d; it was asked for steps from %d to %d.".formatted(step, from, to);
        giveUp(trial, TrialState.FAILED, FailureClass.USER_CODE, message, nowMillis);
        return false;
    }

    private void score(Trial trial, double loss, long nowMillis) {
        int rung = trial.progress().rung();
        ladder.add(trial.id(), rung, loss);
        population.tell(new Scored(trial.id(), trial.configuration(), rung, loss));
        if (rung == rules.rungs().last()) {
            end(trial, TrialState.COMPLETED, null, nowMillis);
        } else {
            trials.put(trial);
            trials.announce(trial);
        }
    }

    private void failed(Trial trial, Failed event) {
        switch (event.failure()) {
            case INFRASTRUCTURE ->
                lost(trial, trial.progress().failed(event.worker()), event.message(), event.atMillis());
            case OUT_OF_MEMORY -> outOfMemory(trial, event);
            case INVALID_CONFIGURATION ->
                giveUp(trial, TrialState.INFEASIBLE, event.failure(), event.message(), event.atMillis());
            case DIVERGED, NO_METRIC, TIMED_OUT, USER_CODE ->
                giveUp(trial, TrialState.FAILED, event.failure(), event.message(), event.atMillis());
            case DATA -> {
                giveUp(trial, TrialState.FAILED, event.failure(), event.message(), event.atMillis());
                control.fail(event.message());
            }
        }
    }

    /** Goes on elsewhere, or ends if that was once too often. */
    private void lost(Trial trial, Trial.Progress progress, String message, long nowMillis) {
        Trial lost = trial.moved(TrialState.PENDING, progress);
        if (progress.lost() <= rules.failures().infrastructure()) {
            trials.put(lost);
        } else {
            giveUp(lost, TrialState.FAILED, FailureClass.INFRASTRUCTURE, message, nowMillis);
        }
    }

    /**
     * Begins again with half the batch, once. From the first step, since a checkpoint that two sizes of batch led to
     * is of no configuration.
     */
    private void outOfMemory(Trial trial, Failed event) {
        Object batch = trial.configuration().values().get(BATCH_SIZE);
        boolean halves = rules.failures().outOfMemory() == FailureRules.OutOfMemory.HALVE_BATCH
                && trial.effective() == null
                && batch instanceof Long size
                && size > 1;
        if (halves) {
            Trial halved = trial.changed(BATCH_SIZE, trial.configuration().integer(BATCH_SIZE) / 2);
            tried.add(halved.configuration());
            trials.put(halved);
        } else {
            giveUp(trial, TrialState.INFEASIBLE, event.failure(), event.message(), event.atMillis());
        }
    }

    private void giveUp(Trial trial, TrialState state, FailureClass failure, String message, long nowMillis) {
        population.tell(new Scored(trial.id(), trial.suggestion().configuration(), -1, Double.POSITIVE_INFINITY));
        end(trial, state, new Trial.Outcome(failure, message), nowMillis);
        int infeasible = trials.ended().getOrDefault(TrialState.INFEASIBLE, 0);
        int others =
                trials.ended().values().stream().mapToInt(Integer::intValue).sum() - infeasible;
        if (infeasible == FIRST_TRIALS && others == 0 && population.best() == null) {
            control.fail("The first %d trials are invalid; the space asks for what cannot be built. The last one: %s"
                    .formatted(FIRST_TRIALS, message));
        }
        int failures = trials.ended().getOrDefault(TrialState.FAILED, 0) + infeasible;
        if (failures > rules.failures().maxFailed()) {
            control.fail("%d trials failed, more than failures.maxFailed (%d) allows; the last one: %s"
                    .formatted(failures, rules.failures().maxFailed(), message));
        }
    }
}
