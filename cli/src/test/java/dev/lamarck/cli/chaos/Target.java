package dev.lamarck.cli.chaos;

import java.util.Locale;

/** A kind of process that faults strike. */
enum Target {
    WORKER,
    /** What trains: the process in a slot. */
    TRAINER,
    /** What stands between a worker and a trainer. */
    WRAPPER,
    ENGINE,
    TEMPORAL,
    MLFLOW,
    /** The command that a person has submitted or watches a study with. */
    CLI;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True for the processes that a local stack starts and remembers. */
    boolean isPart() {
        return switch (this) {
            case WORKER, ENGINE, TEMPORAL, MLFLOW -> true;
            case TRAINER, WRAPPER, CLI -> false;
        };
    }

    /** How many slices may be lost, at most, when a process of this kind is gone or does not answer. */
    int slotsAtRisk(int slots) {
        return switch (this) {
            case WORKER, TEMPORAL -> slots;
            case TRAINER, WRAPPER -> 1;
            case ENGINE, MLFLOW, CLI -> 0;
        };
    }
}
