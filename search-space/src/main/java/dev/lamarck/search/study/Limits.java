package dev.lamarck.search.study;

/**
 * What a search may use.
 *
 * @param trials how many trials it may start, at least 1
 * @param wallClockSeconds 0 for no limit
 * @param gpuSeconds how long all its attempts together may hold a device; 0 for no limit
 */
public record Limits(int trials, long wallClockSeconds, long gpuSeconds) {

    public Limits {
        if (trials < 1 || wallClockSeconds < 0 || gpuSeconds < 0) {
            throw new IllegalArgumentException(
                    "A study needs at least one trial and limits of at least 0 seconds, not %d trials, %d s, %d GPU seconds"
                            .formatted(trials, wallClockSeconds, gpuSeconds));
        }
    }

    public static Limits ofTrials(int trials) {
        return new Limits(trials, 0, 0);
    }
}
