package dev.lamarck.search.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes values in few bytes: whole numbers by their size, names that repeat once. Not safe for several threads. */
public final class BinaryWriter {

    /** The most a delta may exceed its expected size, in units of it, before it is written out in full. */
    static final int MOST_UNARY = 24;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, Integer> names = new HashMap<>();

    public byte[] bytes() {
        return out.toByteArray();
    }

    public void flag(boolean value) {
        out.write(value ? 1 : 0);
    }

    /** A whole number; small ones, of either sign, take less. */
    public void number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    public void real(double value) {
        fixed(Double.doubleToLongBits(value));
    }

    public void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
    }

    /** A text that is likely to come again. */
    public void name(String value) {
        Integer known = names.get(value);
        if (known == null) {
            names.put(value, names.size() + 1);
            number(0);
            text(value);
        } else {
            number(known);
        }
    }

    /** A value that may be absent. */
    public <T> void maybe(@Nullable T value, Consumer<T> write) {
        flag(value != null);
        if (value != null) {
            write.accept(value);
        }
    }

    public <T> void all(Collection<T> values, Consumer<T> write) {
        number(values.size());
        values.forEach(write);
    }

    /**
     * Numbers that ascend, as their distances: about two bits more each than the logarithm of the mean distance (Rice
     * coding).
     */
    public void ascending(long[] values) {
        number(values.length);
        if (values.length == 0) {
            return;
        }
        fixed(values[0]);
        long span = values[values.length - 1] - values[0];
        int low = 63 - Long.numberOfLeadingZeros(Long.divideUnsigned(span, values.length) | 1);
        number(low);
        Bits bits = new Bits();
        for (int i = 1; i < values.length; i++) {
            long distance = values[i] - values[i - 1];
            long high = distance >>> low;
            if (Long.compareUnsigned(high, MOST_UNARY) < 0) {
                bits.ones((int) high);
                bits.write(0, 1);
                bits.write(distance, low);
            } else {
                bits.ones(MOST_UNARY);
                bits.write(distance, Long.SIZE);
            }
        }
        bits.flush();
    }

    private void fixed(long value) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (value >>> shift));
        }
    }

    private final class Bits {

        private int current;
        private int filled;

        void ones(int count) {
            for (int i = 0; i < count; i++) {
                write(1, 1);
            }
        }

        void write(long value, int count) {
            for (int i = 0; i < count; i++) {
                current |= (int) (value >>> i & 1) << filled;
                if (++filled == Byte.SIZE) {
                    flush();
                }
            }
        }

        void flush() {
            if (filled > 0) {
                out.write(current);
                current = 0;
                filled = 0;
            }
        }
    }
}
