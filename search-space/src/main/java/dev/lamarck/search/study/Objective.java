package dev.lamarck.search.study;

/** The metric that a study is about and whether more of it is better. */
public record Objective(String metric, Goal goal) {

    public enum Goal {
        MINIMIZE,
        MAXIMIZE
    }

    /** The value as a loss: smaller is better. */
    public double loss(double value) {
        return goal == Goal.MINIMIZE ? value : -value;
    }
}
