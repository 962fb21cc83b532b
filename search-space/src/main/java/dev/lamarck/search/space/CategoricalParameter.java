package dev.lamarck.search.space;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One of a list of unordered choices: strings, booleans or numbers, which keep their type. */
public record CategoricalParameter(
        String name,
        List<Object> choices,
        @Nullable Condition when,
        @Nullable String repeat) implements Parameter {

    public CategoricalParameter {
        SearchSpace.checkName(name);
        if (choices.isEmpty()) {
            throw new SearchSpaceException("Parameter '%s': a choice needs at least one value.".formatted(name));
        }
        choices = choices.stream().map(Configuration::canonical).toList();
        if (new HashSet<>(choices).size() < choices.size()) {
            throw new SearchSpaceException(
                    "Parameter '%s': the choices %s hold a value twice. Name each once.".formatted(name, choices));
        }
    }

    @Override
    public Object decode(double locus) {
        return choices.get((int) (locus * choices.size()));
    }

    @Override
    public double encode(Object value) {
        return (choices.indexOf(check(value)) + 0.5) / choices.size();
    }

    @Override
    public Object check(Object value) {
        Object canonical = Configuration.canonical(value);
        if (!choices.contains(canonical)) {
            throw new SearchSpaceException(
                    "Parameter '%s': %s is not one of the choices %s.".formatted(name, value, choices));
        }
        return canonical;
    }

    @Override
    public boolean has(Object value) {
        return choices.contains(Configuration.canonical(value));
    }

    @Override
    public Object middle() {
        return choices.getFirst();
    }

    @Override
    public OptionalLong cardinality() {
        return OptionalLong.of(choices.size());
    }

    @Override
    public Parameter as(String newName, @Nullable Condition newWhen) {
        return new CategoricalParameter(newName, choices, newWhen, null);
    }
}
