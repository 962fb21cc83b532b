package dev.lamarck.search.space;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A real number in [low, high], uniform or, with {@code log}, uniform in its logarithm. */
public record FloatParameter(
        String name,
        double low,
        double high,
        boolean log,
        @Nullable Condition when,
        @Nullable String repeat) implements Parameter {

    public FloatParameter {
        SearchSpace.checkName(name);
        Range.check(name, low, high, log);
    }

    @Override
    public Object decode(double locus) {
        return Range.value(locus, low, high, log);
    }

    @Override
    public double encode(Object value) {
        return Range.position((Double) check(value), low, high, log);
    }

    @Override
    public Object check(Object value) {
        if (!has(value)) {
            throw new SearchSpaceException("Parameter '%s': %s is not a number in [%s, %s]."
                    .formatted(name, value, Range.number(low), Range.number(high)));
        }
        return ((Number) value).doubleValue();
    }

    @Override
    public boolean has(Object value) {
        return value instanceof Number number && number.doubleValue() >= low && number.doubleValue() <= high;
    }

    @Override
    public OptionalLong cardinality() {
        return OptionalLong.empty();
    }

    @Override
    public Parameter as(String newName, @Nullable Condition newWhen) {
        return new FloatParameter(newName, low, high, log, newWhen, null);
    }
}
