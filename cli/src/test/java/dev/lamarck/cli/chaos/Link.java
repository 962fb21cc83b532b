package dev.lamarck.cli.chaos;

/** A connection between two parts of a stack that faults strike. */
enum Link {
    WORKER_TEMPORAL("worker-temporal"),
    ENGINE_TEMPORAL("engine-temporal"),
    ENGINE_MLFLOW("engine-mlflow");

    private final String label;

    Link(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** How many slices may be lost, at most, while it is cut or slow. */
    int slotsAtRisk(int slots) {
        return this == WORKER_TEMPORAL ? slots : 0;
    }
}
