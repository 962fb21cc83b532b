package dev.lamarck.train.evaluate;

import java.util.Map;
import java.util.TreeMap;

/** Metrics of a classifier from its logits, computed in double precision. */
public final class Classification {

    private Classification() {}

    /**
     * Accuracy, mean cross-entropy and the recall of the class that has the smallest one.
     *
     * @param logits row after row
     * @param prefix of the metrics' names, e.g. val_
     */
    public static Map<String, Double> metrics(float[] logits, int[] labels, int classes, String prefix) {
        int correct = 0;
        double loss = 0;
        int[] seen = new int[classes];
        int[] found = new int[classes];
        for (int row = 0; row < labels.length; row++) {
            int label = labels[row];
            int predicted = argmax(logits, row, classes);
            seen[label]++;
            if (predicted == label) {
                correct++;
                found[label]++;
            }
            loss += logSumExp(logits, row, classes) - logits[row * classes + label];
        }
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(prefix + "accuracy", (double) correct / labels.length);
        metrics.put(prefix + "loss", loss / labels.length);
        metrics.put(prefix + "recall_min_class", smallestRecall(seen, found));
        return metrics;
    }

    /** The probabilities of a row. */
    public static double[] probabilities(float[] logits, int row, int classes) {
        double normaliser = logSumExp(logits, row, classes);
        double[] probabilities = new double[classes];
        for (int c = 0; c < classes; c++) {
            probabilities[c] = Math.exp(logits[row * classes + c] - normaliser);
        }
        return probabilities;
    }

    /** The class with the largest logit, the first of equals. */
    public static int argmax(float[] logits, int row, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (logits[row * classes + c] > logits[row * classes + best]) {
                best = c;
            }
        }
        return best;
    }

    /** The recall of the class that has the smallest one, of those that occur. */
    static double smallestRecall(int[] seen, int[] found) {
        double smallest = 1;
        for (int c = 0; c < seen.length; c++) {
            if (seen[c] > 0) {
                smallest = Math.min(smallest, (double) found[c] / seen[c]);
            }
        }
        return smallest;
    }

    private static double logSumExp(float[] logits, int row, int classes) {
        double max = logits[row * classes + argmax(logits, row, classes)];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits[row * classes + c] - max);
        }
        return max + Math.log(sum);
    }
}
