package dev.lamarck.train.explain;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.ImageData;
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

    /** How dark white pixels of the image show through a heat map without colour, so that places can be compared. */
    private static final double GHOST = 0.2;

    private final ImageShape shape;
    private final int brightest;
    private final int factor;

    /**
     * For images of one shape.
     *
     * @param brightest the pixel that is shown as white, at least 1
     */
    AttributionImage(ImageShape shape, int brightest) {
        this.shape = shape;
        this.brightest = brightest;
        this.factor = Math.max(1, Math.round((float) PANEL / Math.max(shape.height(), shape.width())));
    }

    /** For the images of a split, whose brightest pixel is shown as white: some data sets count to 16 only. */
    public static AttributionImage of(ImageData data) {
        int brightest = 1;
        for (byte pixel : data.pixels()) {
            brightest = Math.max(brightest, Byte.toUnsignedInt(pixel));
        }
        return new AttributionImage(data.shape(), brightest);
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
        panel(image, 2 * MARGIN + width, width, (x, y) -> {
            double value = values[at(x, y)] / scale;
            double ghost = signed ? GHOST * brightness(pixels, at(x, y)) * Math.max(0, 1 - Math.abs(value)) : 0;
            return ColorMap.mix(colors.color(value), 0, ghost);
        });
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
        int second = shape.channels() == 3 ? shape.height() * shape.width() : 0;
        return level(pixels[at]) << 16 | level(pixels[at + second]) << 8 | level(pixels[at + 2 * second]);
    }

    /** In [0, 1]. */
    private double brightness(byte[] pixels, int at) {
        int color = color(pixels, at);
        return ((color >> 16 & 0xff) + (color >> 8 & 0xff) + (color & 0xff)) / (3.0 * 0xff);
    }

    private int level(byte pixel) {
        return Byte.toUnsignedInt(pixel) * 0xff / brightest;
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
