package dev.lamarck.train.explain;

import dev.lamarck.train.architecture.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws an image beside the heat map of its attribution and a bar of the heat map's colours. Red speaks for the answer,
 * blue against it; of methods without a sign, the brighter the more. Pixels become squares, so that each stays visible.
 */
public final class AttributionImage {

    /** About the side of a panel in pixels. */
    private static final int PANEL = 280;

    private static final int MARGIN = 12;
    private static final int BAR = 12;
    private static final int BACKGROUND = 0xffffff;
    private static final int FRAME = 0xc8c8c8;

    /** The share of pixels whose size sets the scale; the few above would leave the others pale. */
    private static final double SCALE_QUANTILE = 0.99;

    private final ImageShape shape;
    private final int factor;

    /** Images of that shape, in bytes as stored. */
    public AttributionImage(ImageShape shape) {
        this.shape = shape;
        this.factor = Math.max(1, Math.round((float) PANEL / Math.max(shape.height(), shape.width())));
    }

    /**
     * Draws.
     *
     * @param pixels [channels, height, width]
     * @param signed whether values below zero have a meaning
     */
    public BufferedImage draw(byte[] pixels, Attribution attribution, boolean signed) {
        int width = shape.width() * factor;
        int height = shape.height() * factor;
        BufferedImage image =
                new BufferedImage(2 * width + BAR + 4 * MARGIN, height + 2 * MARGIN, BufferedImage.TYPE_INT_RGB);
        fill(image, 0, 0, image.getWidth(), image.getHeight(), (_, _) -> BACKGROUND);
        ColorMap colors = signed ? ColorMap.DIVERGING : ColorMap.SEQUENTIAL;
        double[] values = attribution.pixels(shape.channels());
        double scale = scale(values);
        panel(image, MARGIN, width, (x, y) -> color(pixels, at(x, y)));
        panel(image, 2 * MARGIN + width, width, (x, y) -> colors.color(values[at(x, y)] / scale));
        panel(image, 3 * MARGIN + 2 * width, BAR, (_, y) -> barColor(colors, y, height));
        return image;
    }

    /** Draws into a file, as PNG. */
    public void write(byte[] pixels, Attribution attribution, boolean signed, Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(draw(pixels, attribution, signed), "png", out);
        }
        Files.write(file, bytes.toByteArray());
    }

    private static int barColor(ColorMap colors, int y, int height) {
        double share = (double) y / (height - 1);
        return colors.color(1 - share * (1 - colors.low()));
    }

    /** The pixel of the shape at a place in a panel. */
    private int at(int x, int y) {
        return y / factor * shape.width() + x / factor;
    }

    /** Three channels are red, green and blue; of any other number the first is shown in grey. */
    private int color(byte[] pixels, int at) {
        int plane = shape.height() * shape.width();
        int second = shape.channels() == 3 ? plane : 0;
        return Byte.toUnsignedInt(pixels[at]) << 16
                | Byte.toUnsignedInt(pixels[at + second]) << 8
                | Byte.toUnsignedInt(pixels[at + 2 * second]);
    }

    private static double scale(double[] values) {
        double[] sizes = Arrays.stream(values).map(Math::abs).sorted().toArray();
        double quantile = sizes[(int) Math.ceil(SCALE_QUANTILE * sizes.length) - 1];
        double scale = quantile > 0 ? quantile : sizes[sizes.length - 1];
        return scale > 0 ? scale : 1;
    }

    private void panel(BufferedImage image, int left, int width, IntBinaryOperator color) {
        int height = shape.height() * factor;
        fill(image, left - 1, MARGIN - 1, width + 2, height + 2, (_, _) -> FRAME);
        fill(image, left, MARGIN, width, height, color);
    }

    private static void fill(BufferedImage image, int left, int top, int width, int height, IntBinaryOperator color) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(left + x, top + y, color.applyAsInt(x, y));
            }
        }
    }
}
