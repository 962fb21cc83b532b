package dev.lamarck.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model looks at: pictures of validation images with the pixels that spoke for the predicted class, a method each.
 *
 * @param folder the artifact folder with the pictures
 * @param rows the images shown, in the order of each method's pictures
 */
public record Explanation(String folder, List<Row> rows, List<Method> methods) {

    /** The name of importance among the explanations that a job asks for: of the search, not of an image. */
    public static final String IMPORTANCE = "importance";

    /** The attribution methods for images. */
    public static final List<String> IMAGE_METHODS = List.of("saliency", "integrated-gradients", "occlusion");

    /**
     * An image that is shown.
     *
     * @param row of the validation split
     * @param probability of the predicted class
     */
    public record Row(int row, int label, int predicted, double probability) {}

    /**
     * A method and the evidence for it.
     *
     * @param completenessError the mean of |sum of attributions - difference of outputs| / |difference of outputs|; null
     *     for a method that promises no such sum
     * @param largestCompletenessError the largest of the same; null where that is
     * @param deletionAuc area under the probability of the predicted class while pixels are deleted, most important first;
     *     less is better
     * @param randomDeletionAuc the same for pixels in random order
     * @param images paths of the pictures within the folder
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
