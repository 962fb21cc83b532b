package dev.lamarck.search.space;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** When a parameter exists: every named parent must itself exist and meet its requirement. */
public record Condition(Map<String, Requirement> requirements) {

    /** What one parent must meet. */
    public sealed interface Requirement {

        boolean accepts(Object value);
    }

    /** The parent has one of these values. */
    public record OneOf(List<Object> values) implements Requirement {

        public OneOf {
            values = values.stream().map(Configuration::canonical).toList();
        }

        @Override
        public boolean accepts(Object value) {
            return values.stream().anyMatch(wanted -> same(wanted, value));
        }
    }

    /** A whole number is the same as a real one of the same value: 2 and 2.0. */
    private static boolean same(Object wanted, Object value) {
        if (wanted instanceof Number a && value instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return wanted.equals(value);
    }

    /** The parent is a number in [min, max]; the bounds may be infinite. */
    public record Between(double min, double max) implements Requirement {

        public Between {
            if (!(min <= max)) {
                throw new SearchSpaceException(
                        "A condition's min (%s) must not be above its max (%s).".formatted(min, max));
            }
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Number number && number.doubleValue() >= min && number.doubleValue() <= max;
        }
    }

    public Condition {
        if (requirements.isEmpty()) {
            throw new SearchSpaceException("A condition needs at least one parent, e.g. when: {optimizer: sgd}.");
        }
        requirements = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(requirements));
    }

    /** True if the values given so far meet all requirements. */
    public boolean holds(Map<String, Object> values) {
        return requirements.entrySet().stream().allMatch(entry -> {
            Object value = values.get(entry.getKey());
            return value != null && entry.getValue().accepts(value);
        });
    }

    Condition and(String parent, Requirement requirement) {
        Map<String, Requirement> all = new LinkedHashMap<>(requirements);
        all.put(parent, requirement);
        return new Condition(all);
    }
}
