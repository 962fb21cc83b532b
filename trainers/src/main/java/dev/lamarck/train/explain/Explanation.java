package dev.lamarck.train.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was explained and how far the explanations are to be trusted.
 *
 * @param rows that are shown, in the order of the methods' images
 * @param qualityRows how many rows the figures of the methods are means of
 */
public record Explanation(List<Row> rows, int qualityRows, List<Method> methods) {

    /**
     * A row that is shown.
     *
     * @param row its index in the split, from 0
     * @param probability of the predicted class
     */
    public record Row(int row, int label, int predicted, double probability) {}

    /**
     * What one method came to.
     *
     * @param completenessError the mean, as a share; null for methods that share out no difference
     * @param largestCompletenessError of any row
     * @param deletionAuc the mean area under the deletion curve; good if well below
     * @param randomDeletionAuc that of random orders on the same rows
     * @param images one a row that is shown, relative to the explanation's folder
     */
    public record Method(
            String name,
            @Nullable Double completenessError,
            @Nullable Double largestCompletenessError,
            double deletionAuc,
            double randomDeletionAuc,
            List<String> images) {

        public Method {
            images = List.copyOf(images);
        }
    }

    public Explanation {
        rows = List.copyOf(rows);
        methods = List.copyOf(methods);
    }
}
