package dev.lamarck.cli.job;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.space.SearchSpaceException;
import dev.lamarck.train.catalog.GeneDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges the space of a job over what it changes: a parameter of the same name takes the place of the one before. */
public final class SpaceBuilder {

    private static final Set<String> RANGE_KEYS = Set.of("min", "max");

    private SpaceBuilder() {}

    /**
     * The merged space.
     *
     * @throws JobException if a parameter is unknown or impossible, or there is none
     */
    public static SearchSpace merge(SearchBase base, @Nullable Map<String, JobFile.Gene> genes) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        base.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
        if (genes != null) {
            genes.forEach((name, gene) -> {
                requireKnown(base, name);
                Parameter parameter = parameter(name, gene, parameters.get(name));
                parameters.put(name, base.checked() ? inDomain(parameter) : parameter);
            });
        }
        Set<String> ofJob = genes == null ? Set.of() : genes.keySet();
        parameters
                .values()
                .removeIf(parameter -> !ofJob.contains(parameter.name()) && isImpossible(parameter, parameters));
        if (parameters.isEmpty()) {
            throw new JobException(
                    "space: %s brings no parameters of its own; name what is to be searched, e.g. lr: {float: [1e-4, 1e-1], log: true}."
                            .formatted(base.owner()));
        }
        try {
            return SearchSpace.of(new ArrayList<>(parameters.values()));
        } catch (SearchSpaceException e) {
            throw new JobException("space: " + e.getMessage(), e);
        }
    }

    private static void requireKnown(SearchBase base, String name) {
        Set<String> known = base.known();
        if (known != null && !known.contains(name)) {
            throw new JobException(
                    "space: %s has no parameter '%s'.%s".formatted(base.owner(), name, Suggestions.of(name, known)));
        }
    }

    /** A job that leaves a choice out, say sgd, has no use for what the preset hangs on it, say momentum. */
    private static boolean isImpossible(Parameter parameter, Map<String, Parameter> parameters) {
        return parameter.when() != null
                && parameter.when().requirements().entrySet().stream()
                        .anyMatch(entry -> parameters.get(entry.getKey()) instanceof CategoricalParameter parent
                                && parent.choices().stream().noneMatch(entry.getValue()::accepts));
    }

    /** What the trainer can take, whatever the job would like. */
    private static Parameter inDomain(Parameter parameter) {
        GeneDomain domain = GeneDomain.ALL.get(parameter.name());
        if (domain != null && !GeneDomain.covers(domain, parameter)) {
            throw new JobException("space.%s: the trainer takes %s; the job has other values."
                    .formatted(parameter.name(), domain.describe()));
        }
        return parameter;
    }

    /** Condition and repetition are the preset's unless the job says others. */
    private static Parameter parameter(String name, JobFile.Gene gene, @Nullable Parameter preset) {
        boolean log = Boolean.TRUE.equals(gene.log());
        Condition when = gene.when() != null ? condition(name, gene.when()) : preset == null ? null : preset.when();
        String repeat = gene.repeat() != null ? gene.repeat() : preset == null ? null : preset.repeat();
        int kinds = (gene.floatRange() == null ? 0 : 1)
                + (gene.intRange() == null ? 0 : 1)
                + (gene.choice() == null ? 0 : 1);
        if (kinds != 1) {
            throw new JobException(
                    "space.%s: expected is exactly one of float: [low, high], int: [low, high] and choice: [values]."
                            .formatted(name));
        }
        try {
            if (gene.floatRange() != null) {
                List<Double> range = pair(name, gene.floatRange());
                return new FloatParameter(name, range.getFirst(), range.getLast(), log, when, repeat);
            }
            if (gene.intRange() != null) {
                List<Long> range = pair(name, gene.intRange());
                return new IntParameter(name, range.getFirst(), range.getLast(), log, when, repeat);
            }
            List<Object> choices = gene.choice() == null ? List.of() : gene.choice();
            return new CategoricalParameter(name, choices, when, repeat);
        } catch (SearchSpaceException e) {
            throw new JobException("space: " + e.getMessage(), e);
        }
    }

    private static <T> List<T> pair(String name, List<T> range) {
        if (range.size() != 2 || range.contains(null)) {
            throw new JobException("space.%s: a range is [low, high], not %s.".formatted(name, range));
        }
        return range;
    }

    private static Condition condition(String name, Map<String, Object> when) {
        try {
            Map<String, Condition.Requirement> requirements = new LinkedHashMap<>();
            when.forEach((parent, value) -> requirements.put(parent, requirement(name, value)));
            return new Condition(requirements);
        } catch (SearchSpaceException e) {
            throw new JobException("space.%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static Condition.Requirement requirement(String name, @Nullable Object value) {
        return switch (value) {
            case List<?> values -> new Condition.OneOf(java.util.Collections.unmodifiableList(values));
            case Map<?, ?> range -> {
                range.keySet().stream()
                        .map(String::valueOf)
                        .filter(key -> !RANGE_KEYS.contains(key))
                        .findFirst()
                        .ifPresent(key -> {
                            throw new JobException("space.%s: unknown key '%s' in its condition.%s"
                                    .formatted(name, key, Suggestions.of(key, RANGE_KEYS)));
                        });
                double min = number(name, range.get("min"), Double.NEGATIVE_INFINITY);
                double max = number(name, range.get("max"), Double.POSITIVE_INFINITY);
                yield new Condition.Between(min, max);
            }
            case null -> throw new JobException("space.%s: its condition names no value.".formatted(name));
            default -> new Condition.OneOf(List.of(value));
        };
    }

    private static double number(String name, @Nullable Object value, double absent) {
        if (value == null) {
            return absent;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new JobException("space.%s: the bound %s of its condition is not a number.".formatted(name, value));
    }
}
