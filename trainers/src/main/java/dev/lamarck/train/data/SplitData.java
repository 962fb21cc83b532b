package dev.lamarck.train.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A data set in its three splits. The test split is locked: only the winner of a study is measured on it. */
public record SplitData(ImageData train, ImageData validation, ImageData test) {

    /** Mean and standard deviation of the pixels of the training split. */
    public record Scale(double mean, double std) {}

    /** SHA-256 over the content of all splits: equal data, equal splits, equal fingerprint, on every machine. */
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ImageData data : List.of(train, validation, test)) {
                ByteBuffer header = ByteBuffer.allocate(5 * Integer.BYTES)
                        .putInt(data.rows())
                        .putInt(data.shape().channels())
                        .putInt(data.shape().height())
                        .putInt(data.shape().width())
                        .putInt(data.classes());
                digest.update(header.array());
                for (int label : data.labels()) {
                    digest.update((byte) label);
                    digest.update((byte) (label >> 8));
                }
                digest.update(data.pixels());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** By whole numbers, so that it is the same on every machine. */
    public Scale scale() {
        long sum = 0;
        long squares = 0;
        for (byte pixel : train.pixels()) {
            int value = Byte.toUnsignedInt(pixel);
            sum += value;
            squares += (long) value * value;
        }
        double count = train.pixels().length;
        double mean = sum / count;
        double variance = squares / count - mean * mean;
        return new Scale(mean, variance > 0 ? Math.sqrt(variance) : 1);
    }
}
