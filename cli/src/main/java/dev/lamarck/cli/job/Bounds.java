package dev.lamarck.cli.job;

import org.jspecify.annotations.Nullable;

/** The numbers of a job file and the ranges that they must lie in. */
final class Bounds {

    private Bounds() {}

    /**
     * The number, or what it is where the file does not say.
     *
     * @param key of the job file, for the message
     * @throws JobException if it is not from {@code low} to {@code high}
     */
    static int check(String key, @Nullable Integer value, int absent, int low, int high) {
        return (int) check(key, value == null ? null : value.longValue(), absent, low, high);
    }

    /** The same for larger numbers. */
    static long check(String key, @Nullable Long value, long absent, long low, long high) {
        long number = value == null ? absent : value;
        if (number < low || number > high) {
            throw new JobException("%s is %d; expected is a number from %d to %d.".formatted(key, number, low, high));
        }
        return number;
    }
}
