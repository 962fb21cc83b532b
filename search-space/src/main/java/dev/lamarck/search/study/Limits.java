package dev.lamarck.search.study;

/**
 * What a study may use.
 *
 * @param trials how many trials it may start, at least 1
 * @param wallClockSeconds after which the search ends with what it has; 0 for no limit
 * @param gpuSeconds how long all slots together may train; 0 for no limit
 */
public record Limits(int trials, long wallClockSeconds, long gpuSeconds) {

    public Limits {
        if (trials < 1 || wallClockSeconds < 0 || gpuSeconds < 0) {
            throw new IllegalArgumentException(
                    "A study needs at least one trial and limits of at least 0, not %d, %d, %d"
                            .formatted(trials, wallClockSeconds, gpuSeconds));
        }
    }

    public static Limits trials(int trials) {
        return new Limits(trials, 0, 0);
    }
}
