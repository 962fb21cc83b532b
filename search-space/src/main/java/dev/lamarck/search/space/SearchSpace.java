package dev.lamarck.search.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of parameters, parents before the parameters that depend on them. Repeated parameters are expanded at
 * construction: {@link #slots()} has one slot for each parameter that any configuration could have, with the condition
 * under which it does.
 */
public final class SearchSpace {

    /**
     * One expanded parameter.
     *
     * @param block 0 for a parameter that is not repeated, else its index within the repetition, from 1
     */
    public record Slot(Parameter parameter, int block) {}

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");
    private static final int MOST_SLOTS = 10_000;

    private final List<Parameter> declared;
    private final List<Slot> slots;
    private final Map<String, Parameter> byName;

    private SearchSpace(List<Parameter> declared) {
        this.declared = List.copyOf(declared);
        this.slots = List.copyOf(expand(this.declared));
        this.byName = new HashMap<>();
        slots.forEach(slot -> byName.put(slot.parameter().name(), slot.parameter()));
    }

    /**
     * A space of the given parameters.
     *
     * @throws SearchSpaceException if names repeat, or a parent is unknown, comes later, or can never have the value
     */
    public static SearchSpace of(List<Parameter> parameters) {
        return new SearchSpace(parameters);
    }

    /** The parameters as they were given, repeated ones once. */
    public List<Parameter> declared() {
        return declared;
    }

    public List<Slot> slots() {
        return slots;
    }

    /**
     * Builds a configuration by asking for the locus of each active parameter, in order.
     *
     * @param locus gives a number in [0, 1) for an active slot
     */
    public Configuration configuration(ToDoubleFunction<Slot> locus) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Slot slot : slots) {
            Parameter parameter = slot.parameter();
            if (isActive(parameter, values)) {
                values.put(parameter.name(), parameter.decode(locus.applyAsDouble(slot)));
            }
        }
        return new Configuration(values);
    }

    /**
     * Checks values that a person or another program gave: each must belong to an active parameter, and every active
     * parameter must have one.
     *
     * @throws SearchSpaceException naming the first parameter that is missing, unknown, inactive or out of range
     */
    public Configuration check(Map<String, ?> given) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Slot slot : slots) {
            Parameter parameter = slot.parameter();
            Object value = given.get(parameter.name());
            if (isActive(parameter, values)) {
                if (value == null) {
                    throw new SearchSpaceException(
                            "The configuration lacks parameter '%s'.".formatted(parameter.name()));
                }
                values.put(parameter.name(), parameter.check(value));
            } else if (value != null) {
                throw new SearchSpaceException(
                        "Parameter '%s' does not exist with these values of its parents. Leave it out."
                                .formatted(parameter.name()));
            }
        }
        for (String name : given.keySet()) {
            if (!byName.containsKey(name)) {
                throw new SearchSpaceException("The space has no parameter '%s'; it has %s."
                        .formatted(name, declared.stream().map(Parameter::name).toList()));
            }
        }
        return new Configuration(values);
    }

    /**
     * The nearest thing to a configuration of another space in this one: parameters that this space has not are left
     * out, those that the configuration has not get the middle of their range or their first choice.
     *
     * @return empty if a value of it is none of this space
     */
    public Optional<Configuration> project(Configuration other) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Slot slot : slots) {
            Parameter parameter = slot.parameter();
            if (!isActive(parameter, values)) {
                continue;
            }
            Object value = other.values().get(parameter.name());
            if (value == null) {
                values.put(parameter.name(), parameter.middle());
            } else if (parameter.has(value)) {
                values.put(parameter.name(), parameter.check(value));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new Configuration(values));
    }

    static boolean isActive(Parameter parameter, Map<String, Object> values) {
        return parameter.when() == null || parameter.when().holds(values);
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new SearchSpaceException(
                    "'%s' is not a parameter name: use letters, digits, '_', '-' and '.', beginning with a letter."
                            .formatted(name));
        }
    }

    private static List<Slot> expand(List<Parameter> declared) {
        List<Slot> slots = new ArrayList<>();
        Map<String, Parameter> earlier = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (Parameter parameter : declared) {
            checkParents(parameter, earlier);
            String repeat = parameter.repeat();
            if (repeat == null) {
                slots.add(new Slot(parameter, 0));
            } else {
                slots.addAll(repetitions(parameter, repeat, earlier.get(repeat)));
            }
            earlier.put(parameter.name(), parameter);
            if (slots.size() > MOST_SLOTS) {
                throw new SearchSpaceException("The space has more than %,d parameters.".formatted(MOST_SLOTS));
            }
        }
        for (Slot slot : slots) {
            if (!names.add(slot.parameter().name())) {
                throw new SearchSpaceException("The space has two parameters named '%s'."
                        .formatted(slot.parameter().name()));
            }
        }
        return slots;
    }

    private static void checkParents(Parameter parameter, Map<String, Parameter> earlier) {
        if (parameter.when() == null) {
            return;
        }
        parameter.when().requirements().forEach((name, requirement) -> {
            Parameter parent = earlier.get(name);
            if (parent == null) {
                throw new SearchSpaceException(
                        "Parameter '%s': its condition names '%s', which is not declared before it. Known there: %s."
                                .formatted(parameter.name(), name, earlier.keySet()));
            }
            if (parent.repeat() != null) {
                throw new SearchSpaceException("Parameter '%s': its condition names '%s', which is repeated."
                        .formatted(parameter.name(), name));
            }
            switch (requirement) {
                case Condition.OneOf(List<Object> values) -> values.forEach(parent::check);
                case Condition.Between _ -> requireNumbers(parameter, parent);
            }
        });
    }

    private static void requireNumbers(Parameter parameter, Parameter parent) {
        if (parent instanceof CategoricalParameter choice
                && choice.choices().stream().noneMatch(Number.class::isInstance)) {
            throw new SearchSpaceException("Parameter '%s': its condition is a range of '%s', which has no numbers: %s."
                    .formatted(parameter.name(), parent.name(), choice.choices()));
        }
    }

    private static List<Slot> repetitions(Parameter parameter, String repeat, @Nullable Parameter counter) {
        if (!(counter instanceof IntParameter count) || count.low() < 0) {
            throw new SearchSpaceException(
                    "Parameter '%s': it repeats over '%s', which is not an integer parameter of at least 0 declared before it."
                            .formatted(parameter.name(), repeat));
        }
        if (count.high() > MOST_SLOTS) {
            throw new SearchSpaceException("The space has more than %,d parameters.".formatted(MOST_SLOTS));
        }
        List<Slot> slots = new ArrayList<>();
        for (int block = 1; block <= count.high(); block++) {
            var needed = new Condition.Between(block, Double.POSITIVE_INFINITY);
            Condition when = parameter.when() == null
                    ? new Condition(Map.of(repeat, needed))
                    : parameter.when().and(repeat, needed);
            slots.add(new Slot(parameter.as(parameter.name() + "." + block, when), block));
        }
        return slots;
    }
}
