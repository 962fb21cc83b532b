package dev.lamarck.train.data;

import dev.lamarck.train.architecture.ImageShape;

/**
 * Labelled images in memory. The arrays are shared, not copied: whoever made them leaves them alone.
 *
 * @param shape of one image
 * @param classes how many classes there are; labels are 0 to classes - 1
 * @param pixels unsigned bytes, image after image, each [channels, height, width]
 * @param labels one an image
 */
public record ImageData(ImageShape shape, int classes, byte[] pixels, int[] labels) {

    public ImageData {
        if ((long) labels.length * shape.size() != pixels.length) {
            throw new IllegalArgumentException(
                    "%d labels of images of %s for %d pixels".formatted(labels.length, shape, pixels.length));
        }
    }

    public int rows() {
        return labels.length;
    }

    /** The images at these indices, in this order. */
    public ImageData select(int[] indices) {
        byte[] chosenPixels = new byte[indices.length * shape.size()];
        int[] chosenLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, indices[i] * shape.size(), chosenPixels, i * shape.size(), shape.size());
            chosenLabels[i] = labels[indices[i]];
        }
        return new ImageData(shape, classes, chosenPixels, chosenLabels);
    }
}
