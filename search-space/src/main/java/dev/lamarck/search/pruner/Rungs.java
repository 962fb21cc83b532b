package dev.lamarck.search.pruner;

import java.util.ArrayList;
import java.util.List;

/**
 * The budget steps of a study: how many steps (epochs) a trial has done in all when it ends each rung, ascending.
 *
 * @param steps e.g. 3, 9, 27
 */
public record Rungs(List<Integer> steps) {

    public Rungs {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.getFirst() < 1) {
            throw new IllegalArgumentException("Rungs need at least one step each, not " + steps);
        }
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i) <= steps.get(i - 1)) {
                throw new IllegalArgumentException("Rungs must ascend, not " + steps);
            }
        }
    }

    /** min, min * reduction, min * reduction^2, …, and max as the last one. */
    public static Rungs geometric(int min, int max, int reduction) {
        if (min < 1 || max < min || reduction < 2) {
            throw new IllegalArgumentException(
                    "Rungs from min %d to max %d by reduction %d: needed are 1 <= min <= max and reduction >= 2"
                            .formatted(min, max, reduction));
        }
        List<Integer> steps = new ArrayList<>();
        for (long step = min; step < max; step *= reduction) {
            steps.add((int) step);
        }
        steps.add(max);
        return new Rungs(steps);
    }

    public static Rungs single(int steps) {
        return new Rungs(List.of(steps));
    }

    public int count() {
        return steps.size();
    }

    public int last() {
        return steps.size() - 1;
    }

    /** The steps that a trial has done in all at the end of a rung, counted from 0. */
    public int end(int rung) {
        return steps.get(rung);
    }
}
