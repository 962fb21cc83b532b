package dev.lamarck.search.binary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link BinaryWriter} wrote, in the same order. Bytes that no writer wrote are an
 * {@link IllegalArgumentException}. Not safe for several threads.
 */
public final class BinaryReader {

    private final byte[] bytes;
    private final List<String> names = new ArrayList<>();
    private int position;

    public BinaryReader(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public boolean flag() {
        return next() != 0;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int part = next();
            value |= (long) (part & 0x7F) << shift;
            if ((part & 0x80) == 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("The number that ends at byte %d is too long".formatted(position));
    }

    public int integer() {
        return Math.toIntExact(number());
    }

    public double real() {
        return Double.longBitsToDouble(fixed());
    }

    public String text() {
        int length = length();
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    public String name() {
        int known = integer();
        if (known == 0) {
            names.add(text());
            return names.getLast();
        }
        if (known < 0 || known > names.size()) {
            throw new IllegalArgumentException("Name %d at byte %d is not known".formatted(known, position));
        }
        return names.get(known - 1);
    }

    public <T> @Nullable T maybe(Supplier<T> read) {
        return flag() ? read.get() : null;
    }

    public <T> List<T> all(Supplier<T> read) {
        int size = length();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(read.get());
        }
        return values;
    }

    public long[] ascending() {
        long[] values = new long[Math.toIntExact(number())];
        if (values.length == 0) {
            return values;
        }
        values[0] = fixed();
        int low = integer();
        Bits bits = new Bits();
        for (int i = 1; i < values.length; i++) {
            int high = 0;
            while (high < BinaryWriter.MOST_UNARY && bits.read(1) == 1) {
                high++;
            }
            long distance =
                    high == BinaryWriter.MOST_UNARY ? bits.read(Long.SIZE) : ((long) high << low) | bits.read(low);
            values[i] = values[i - 1] + distance;
        }
        return values;
    }

    /** A length of what follows, of which each takes a byte at least. */
    private int length() {
        long length = number();
        if (length < 0 || length > bytes.length - position) {
            throw new IllegalArgumentException(
                    "%d bytes or values at byte %d of %d".formatted(length, position, bytes.length));
        }
        return (int) length;
    }

    private long fixed() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            value |= (long) next() << shift;
        }
        return value;
    }

    private int next() {
        if (position == bytes.length) {
            throw new IllegalArgumentException("It ends after %d bytes, before the value does".formatted(bytes.length));
        }
        return bytes[position++] & 0xFF;
    }

    private final class Bits {

        private int current;
        private int left;

        long read(int count) {
            long value = 0;
            for (int i = 0; i < count; i++) {
                if (left == 0) {
                    current = next();
                    left = Byte.SIZE;
                }
                value |= (long) (current & 1) << i;
                current >>>= 1;
                left--;
            }
            return value;
        }
    }
}
