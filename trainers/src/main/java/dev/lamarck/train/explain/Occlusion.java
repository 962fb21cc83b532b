package dev.lamarck.train.explain;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.engine.DifferentiableNetwork;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * How much the logit falls when a square of the image is covered. Zeiler and Fergus, "Visualizing and understanding
 * convolutional networks", ECCV 2014. A pixel's value is the mean over the squares that cover it, all channels at once; a
 * square that reaches over the right or lower edge is cut off there. Both as in Captum, so that figures compare.
 *
 * @param window the side of the square in pixels
 * @param stride pixels from one square to the next, at most the window so that each pixel is covered
 * @param baseline the pixel that covers
 */
public record Occlusion(int window, int stride, double baseline) implements AttributionMethod {

    static final String NAME = "occlusion";

    /** The share of an image's shorter side that a window has. */
    private static final int WINDOWS_A_SIDE = 7;

    /** Covered images in memory at a time. */
    private static final int IMAGES_PER_CALL = 64;

    private record Square(int top, int left) {}

    public Occlusion {
        if (window < 1 || stride < 1 || stride > window) {
            throw new IllegalArgumentException(
                    "Occlusion by a window of %d with a stride of %d: expected is 1 <= stride <= window"
                            .formatted(window, stride));
        }
    }

    /** A window of about a seventh of the side, moved by half of itself. */
    public static Occlusion suiting(ImageShape shape, double baseline) {
        int window = Math.max(1, Math.min(shape.height(), shape.width()) / WINDOWS_A_SIDE);
        return new Occlusion(window, Math.max(1, window / 2), baseline);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public Attribution attribute(DifferentiableNetwork network, double[] image, int target) {
        ImageShape shape = network.architecture().input();
        double logit = network.logits(image)[target];
        Square[] squares = squares(shape);
        double[] sums = new double[image.length];
        int[] covers = new int[image.length];
        for (int from = 0; from < squares.length; from += IMAGES_PER_CALL) {
            int to = Math.min(from + IMAGES_PER_CALL, squares.length);
            double[] images = new double[(to - from) * image.length];
            for (int k = from; k < to; k++) {
                int at = (k - from) * image.length;
                System.arraycopy(image, 0, images, at, image.length);
                forEach(squares[k], shape, i -> images[at + i] = baseline);
            }
            double[] logits = network.logits(images);
            for (int k = from; k < to; k++) {
                double fall = logit - logits[(k - from) * network.architecture().classes() + target];
                forEach(squares[k], shape, i -> {
                    sums[i] += fall;
                    covers[i]++;
                });
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= covers[i];
        }
        return new Attribution(sums, null);
    }

    private Square[] squares(ImageShape shape) {
        int down = positions(shape.height());
        int across = positions(shape.width());
        Square[] squares = new Square[down * across];
        Arrays.setAll(squares, k -> new Square(k / across * stride, k % across * stride));
        return squares;
    }

    private int positions(int side) {
        return Math.ceilDiv(Math.max(0, side - window), stride) + 1;
    }

    private void forEach(Square square, ImageShape shape, IntConsumer action) {
        int bottom = Math.min(square.top + window, shape.height());
        int right = Math.min(square.left + window, shape.width());
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = square.top; y < bottom; y++) {
                for (int x = square.left; x < right; x++) {
                    action.accept((c * shape.height() + y) * shape.width() + x);
                }
            }
        }
    }
}
