package dev.lamarck.search.space;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Every configuration of a finite space once, the later parameters changing fastest. */
public final class SpaceWalk implements Iterator<Configuration> {

    private final List<Parameter> parameters;
    private final long[] indices;
    private boolean ended;

    /**
     * A walk from the first configuration.
     *
     * @throws IllegalArgumentException if a parameter has a continuous range
     */
    public SpaceWalk(SearchSpace space) {
        this.parameters =
                space.slots().stream().map(SearchSpace.Slot::parameter).toList();
        this.indices = new long[parameters.size()];
        parameters.stream().filter(p -> p.cardinality().isEmpty()).findFirst().ifPresent(parameter -> {
            throw new IllegalArgumentException("Parameter '%s' is continuous; only a finite space can be walked through"
                    .formatted(parameter.name()));
        });
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public Configuration next() {
        if (ended) {
            throw new NoSuchElementException("The walk is over");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        int last = -1;
        for (int i = 0; i < indices.length; i++) {
            Parameter parameter = parameters.get(i);
            if (SearchSpace.isActive(parameter, values)) {
                values.put(parameter.name(), value(parameter, indices[i]));
                last = indices[i] + 1 < parameter.cardinality().orElse(0) ? i : last;
            } else {
                indices[i] = 0;
            }
        }
        ended = last < 0;
        for (int i = Math.max(0, last); i < indices.length; i++) {
            indices[i] = i == last ? indices[i] + 1 : 0;
        }
        return new Configuration(values);
    }

    private static Object value(Parameter parameter, long index) {
        return switch (parameter) {
            case CategoricalParameter choice -> choice.choices().get(Math.toIntExact(index));
            case IntParameter number -> number.low() + index;
            case FloatParameter real -> real.low();
        };
    }
}
