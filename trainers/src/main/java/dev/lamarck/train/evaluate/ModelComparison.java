package dev.lamarck.train.evaluate;

import dev.lamarck.train.data.ImageData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two exported models on the same held-out rows. Rows that either model may have seen in training are left out: data that
 * grows is split anew, and what one model was trained on can come back as a test row of the other.
 */
public final class ModelComparison {

    private static final int WARM_UP = 30;
    private static final int TIMED = 300;
    private static final double PERCENTILE = 0.95;

    /** Labels for images, as an exported model gives them. */
    public interface Classifier {

        /** A label a row. */
        long[] labels(ImageData images);
    }

    /**
     * How the two did.
     *
     * @param rows that were compared
     * @param rowsLeftOut because they were seen in training
     * @param championOnly how many rows only the champion got right
     * @param challengerOnly how many rows only the challenger got right
     * @param champion its accuracy, recall_min_class and latency_ms_p95, the time of a single row
     * @param challenger the same of the challenger
     */
    public record Result(
            int rows,
            int rowsLeftOut,
            int championOnly,
            int challengerOnly,
            Map<String, Double> champion,
            Map<String, Double> challenger) {}

    private ModelComparison() {}

    /**
     * Compares.
     *
     * @param seen splits that either model was trained or chosen on
     */
    public static Result compare(Classifier champion, Classifier challenger, ImageData test, List<ImageData> seen) {
        ImageData rows = test.select(unseen(test, seen));
        long[] first = champion.labels(rows);
        long[] second = challenger.labels(rows);
        int championOnly = 0;
        int challengerOnly = 0;
        for (int row = 0; row < rows.rows(); row++) {
            boolean firstRight = first[row] == rows.labels()[row];
            boolean secondRight = second[row] == rows.labels()[row];
            championOnly += firstRight && !secondRight ? 1 : 0;
            challengerOnly += secondRight && !firstRight ? 1 : 0;
        }
        Map<String, Double> firstMetrics = metrics(first, rows);
        Map<String, Double> secondMetrics = metrics(second, rows);
        time(champion, challenger, rows, firstMetrics, secondMetrics);
        return new Result(
                rows.rows(), test.rows() - rows.rows(), championOnly, challengerOnly, firstMetrics, secondMetrics);
    }

    /** Accuracy and recall_min_class; NaN without rows. */
    public static Map<String, Double> metrics(long[] labels, ImageData rows) {
        int correct = 0;
        int[] seen = new int[rows.classes()];
        int[] found = new int[rows.classes()];
        for (int row = 0; row < rows.rows(); row++) {
            int label = rows.labels()[row];
            seen[label]++;
            if (labels[row] == label) {
                correct++;
                found[label]++;
            }
        }
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("accuracy", (double) correct / rows.rows());
        metrics.put("recall_min_class", Classification.smallestRecall(seen, found));
        return metrics;
    }

    /** The rows of which no image equals one that was seen. */
    private static int[] unseen(ImageData test, List<ImageData> seen) {
        Set<ByteBuffer> known = new HashSet<>();
        for (ImageData split : seen) {
            for (int row = 0; row < split.rows(); row++) {
                known.add(image(split, row));
            }
        }
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < test.rows(); row++) {
            if (!known.contains(image(test, row))) {
                rows.add(row);
            }
        }
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    private static ByteBuffer image(ImageData data, int row) {
        int size = data.shape().size();
        return ByteBuffer.wrap(data.pixels(), row * size, size);
    }

    /** Row by row in turns, so that what else the machine does meets both alike. */
    private static void time(
            Classifier champion,
            Classifier challenger,
            ImageData rows,
            Map<String, Double> championMetrics,
            Map<String, Double> challengerMetrics) {
        if (rows.rows() == 0) {
            return;
        }
        double[] first = new double[TIMED];
        double[] second = new double[TIMED];
        for (int i = -WARM_UP; i < TIMED; i++) {
            ImageData row = rows.select(new int[] {Math.floorMod(i, rows.rows())});
            double firstMillis = millis(champion, row);
            double secondMillis = millis(challenger, row);
            if (i >= 0) {
                first[i] = firstMillis;
                second[i] = secondMillis;
            }
        }
        championMetrics.put("latency_ms_p95", percentile(first));
        challengerMetrics.put("latency_ms_p95", percentile(second));
    }

    private static double millis(Classifier classifier, ImageData row) {
        long start = System.nanoTime();
        classifier.labels(row);
        return (System.nanoTime() - start) / 1e6;
    }

    private static double percentile(double[] values) {
        Arrays.sort(values);
        return values[(int) Math.ceil(PERCENTILE * values.length) - 1];
    }
}
