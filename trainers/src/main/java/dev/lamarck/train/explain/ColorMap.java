package dev.lamarck.train.explain;

import java.util.List;

/**
 * Colours of numbers up to 1.
 *
 * @param low the smallest number that has a colour of its own
 * @param colors red, green and blue in a byte each, evenly spaced from {@code low} to 1
 */
record ColorMap(double low, List<Integer> colors) {

    /** From blue for -1 over white for 0 to red for 1: RdBu of ColorBrewer, which most colour-blind people tell apart. */
    static final ColorMap DIVERGING = new ColorMap(
            -1, List.of(0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xffffff, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b));

    /** From black for 0 over purple and orange to a light yellow for 1: inferno of matplotlib. */
    static final ColorMap SEQUENTIAL = new ColorMap(
            0,
            List.of(
                    0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60, 0xcf4446, 0xed6925, 0xfb9b06, 0xf7d13d,
                    0xfcffa4));

    ColorMap {
        colors = List.copyOf(colors);
    }

    /** The colour of a number, mixed of its neighbours'; one out of range gets the colour of the nearest. */
    int color(double value) {
        double share = (Math.clamp(value, low, 1) - low) / (1 - low);
        double position = share * (colors.size() - 1);
        int below = Math.min((int) position, colors.size() - 2);
        return mix(colors.get(below), colors.get(below + 1), position - below);
    }

    /** A colour between two, {@code share} of the way. */
    static int mix(int from, int to, double share) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int a = from >> shift & 0xff;
            int b = to >> shift & 0xff;
            mixed |= (int) Math.round(a + share * (b - a)) << shift;
        }
        return mixed;
    }
}
