package dev.lamarck.cli.stack;

import java.util.List;

/** A process of the local stack; the order is that of starting. */
public enum Part {
    TEMPORAL,
    MLFLOW,
    ENGINE,
    WORKER;

    /** As people call it. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static List<Part> all() {
        return List.of(values());
    }
}
