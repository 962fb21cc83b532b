package dev.lamarck.contract;

import java.util.Map;

/**
 * A data set in the artifact store.
 *
 * @param name for people, e.g. digits
 * @param fingerprint SHA-256 over the content of all splits; empty if the trainer brings its own data
 * @param shape channels, height, width of one image
 * @param mean of the training pixels, by which inputs are standardised
 * @param std of the training pixels
 * @param rows how many rows each split has
 */
public record DataSpec(
        String name,
        int split,
        String fingerprint,
        Shape shape,
        int classes,
        double mean,
        double std,
        Map<String, Integer> rows) {

    /** The shape of one input. */
    public record Shape(int channels, int height, int width) {}

    public DataSpec {
        rows = Map.copyOf(rows);
    }

    public static final String TRAIN = "train";
    public static final String VALIDATION = "validation";
    public static final String TEST = "test";

    /** What a trainer reads that brings its own data: nothing is known of it, and no test split is locked. */
    public static DataSpec own() {
        return new DataSpec("own", 1, "", new Shape(0, 0, 0), 0, 0, 1, Map.of());
    }

    /** Whether the trainer brings its own data. */
    public boolean isOwn() {
        return fingerprint.isEmpty();
    }
}
