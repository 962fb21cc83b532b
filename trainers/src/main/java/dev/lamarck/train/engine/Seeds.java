package dev.lamarck.train.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The seeding rule: a seed for each purpose is the first eight bytes, big-endian, of SHA-256 of {@code <seed>/<purpose>},
 * its two highest bits cleared. A few lines in any language repeat it.
 */
public final class Seeds {

    private static final long MASK = (1L << 62) - 1;

    private Seeds() {}

    public static long derive(long seed, String purpose) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((seed + "/" + purpose).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() & MASK;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Of a parameter's first values. */
    public static long parameter(long trialSeed, String name) {
        return derive(trialSeed, "init/" + name);
    }

    /** Of the order of the training rows in an epoch, counted from 1. */
    public static long order(long trialSeed, int epoch) {
        return derive(trialSeed, "order/" + epoch);
    }

    /** Of an epoch's dropout. */
    public static long dropout(long trialSeed, int epoch) {
        return derive(trialSeed, "dropout/" + epoch);
    }
}
