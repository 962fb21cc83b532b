package dev.lamarck.search.space;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * How large a space is.
 *
 * @param continuous how many parameters have a continuous range
 * @param discrete how many have countable values
 * @param combinations of the discrete parameters, conditions respected; an upper bound where {@code exact} is false
 */
public record SpaceSize(int continuous, int discrete, double combinations, boolean exact) {

    private static final int MOST_BRANCHES = 100_000;

    public static SpaceSize of(SearchSpace space) {
        List<Parameter> parameters =
                space.slots().stream().map(SearchSpace.Slot::parameter).toList();
        int continuous =
                (int) parameters.stream().filter(p -> p.cardinality().isEmpty()).count();
        Counter counter = new Counter(parameters);
        double combinations = counter.count(0, new LinkedHashMap<>());
        boolean exact = counter.branches <= MOST_BRANCHES;
        return new SpaceSize(
                continuous, parameters.size() - continuous, exact ? combinations : upperBound(parameters), exact);
    }

    /** True if every parameter is discrete and exactly this many configurations exist. */
    public boolean isFinite() {
        return continuous == 0 && exact;
    }

    private static double upperBound(List<Parameter> parameters) {
        return parameters.stream()
                .mapToDouble(parameter -> parameter.cardinality().orElse(1))
                .reduce(1, (a, b) -> a * b);
    }

    /** Branches over the values of parents only; all others multiply. */
    private static final class Counter {

        private final List<Parameter> parameters;
        private final Set<String> parents = new HashSet<>();
        private int branches;

        Counter(List<Parameter> parameters) {
            this.parameters = parameters;
            for (Parameter parameter : parameters) {
                if (parameter.when() != null) {
                    parents.addAll(parameter.when().requirements().keySet());
                }
            }
        }

        double count(int index, Map<String, Object> values) {
            if (index == parameters.size() || ++branches > MOST_BRANCHES) {
                return 1;
            }
            Parameter parameter = parameters.get(index);
            OptionalLong cardinality = parameter.cardinality();
            if (!SearchSpace.isActive(parameter, values) || cardinality.isEmpty()) {
                return count(index + 1, values);
            }
            if (!parents.contains(parameter.name())) {
                return cardinality.getAsLong() * count(index + 1, values);
            }
            double sum = 0;
            for (Object value : values(parameter, cardinality.getAsLong())) {
                values.put(parameter.name(), value);
                sum += count(index + 1, values);
                values.remove(parameter.name());
                if (branches > MOST_BRANCHES) {
                    break;
                }
            }
            return sum;
        }

        private static Iterable<Object> values(Parameter parameter, long cardinality) {
            return switch (parameter) {
                case CategoricalParameter choice -> choice.choices();
                case IntParameter number ->
                    LongStream.range(0, Math.min(cardinality, MOST_BRANCHES + 1L))
                            .<Object>mapToObj(i -> number.low() + i)
                            .toList();
                case FloatParameter _ -> List.of();
            };
        }
    }
}
