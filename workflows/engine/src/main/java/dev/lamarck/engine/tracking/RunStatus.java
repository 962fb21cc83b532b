package dev.lamarck.engine.tracking;

import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.TrialState;

/** MLflow's states of a run. */
enum RunStatus {
    RUNNING,
    FINISHED,
    FAILED,
    KILLED;

    static RunStatus of(TrialState state) {
        return switch (state) {
            case PENDING, RUNNING, PAUSED -> RUNNING;
            case COMPLETED, PRUNED -> FINISHED;
            case FAILED, INFEASIBLE -> FAILED;
            case CANCELLED -> KILLED;
        };
    }

    static RunStatus of(StudyStatus status) {
        return switch (status) {
            case RUNNING, PAUSED, STOPPING -> RUNNING;
            case COMPLETED -> FINISHED;
            case FAILED -> FAILED;
            case KILLED -> KILLED;
        };
    }
}
