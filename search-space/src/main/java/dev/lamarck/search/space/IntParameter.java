package dev.lamarck.search.space;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A whole number in [low, high]. Every value owns a cell of the unit interval, of equal width or, with {@code log}, of
 * a width in proportion to its share on the logarithmic scale from low - 1/2 to high + 1/2.
 */
public record IntParameter(
        String name,
        long low,
        long high,
        boolean log,
        @Nullable Condition when,
        @Nullable String repeat) implements Parameter {

    /** Beyond this not every whole number is a double. */
    private static final long LARGEST = 1L << 53;

    public IntParameter {
        SearchSpace.checkName(name);
        Range.check(name, (double) low, (double) high, log);
        if (low < -LARGEST || high > LARGEST) {
            throw new SearchSpaceException("Parameter '%s': whole numbers go from %d to %d, not from %d to %d."
                    .formatted(name, -LARGEST, LARGEST, low, high));
        }
    }

    @Override
    public Object decode(double locus) {
        return Math.clamp(Math.round(Range.value(locus, (double) low - 0.5, (double) high + 0.5, log)), low, high);
    }

    @Override
    public double encode(Object value) {
        return Range.position((Long) check(value), (double) low - 0.5, (double) high + 0.5, log);
    }

    @Override
    public Object check(Object value) {
        if (!has(value)) {
            throw new SearchSpaceException(
                    "Parameter '%s': %s is not a whole number in [%d, %d].".formatted(name, value, low, high));
        }
        return ((Number) value).longValue();
    }

    @Override
    public boolean has(Object value) {
        return value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && number.longValue() >= low
                && number.longValue() <= high;
    }

    @Override
    public OptionalLong cardinality() {
        return OptionalLong.of(high - low + 1);
    }

    @Override
    public Parameter as(String newName, @Nullable Condition newWhen) {
        return new IntParameter(newName, low, high, log, newWhen, null);
    }
}
