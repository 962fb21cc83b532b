package dev.lamarck.train.architecture;

/** The shape of one image: channels, height and width, each at least 1. */
public record ImageShape(int channels, int height, int width) {

    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("An image of %d x %d x %d".formatted(channels, height, width));
        }
    }

    public int size() {
        return channels * height * width;
    }
}
