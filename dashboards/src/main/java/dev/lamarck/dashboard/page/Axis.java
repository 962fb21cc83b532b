package dev.lamarck.dashboard.page;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of the search space as an axis.
 *
 * @param kind number, integer or choice
 * @param log whether a number is searched by its logarithm
 * @param low the least value of a number
 * @param high the greatest
 * @param choices of a choice, as text; empty for a number
 */
public record Axis(
        String name,
        String kind,
        boolean log,
        @Nullable Double low,
        @Nullable Double high,
        List<String> choices) {

    public Axis {
        choices = List.copyOf(choices);
    }

    static Axis of(Parameter parameter) {
        return switch (parameter) {
            case FloatParameter number ->
                new Axis(number.name(), "number", number.log(), number.low(), number.high(), List.of());
            case IntParameter number ->
                new Axis(
                        number.name(),
                        "integer",
                        number.log(),
                        (double) number.low(),
                        (double) number.high(),
                        List.of());
            case CategoricalParameter choice ->
                new Axis(
                        choice.name(),
                        "choice",
                        false,
                        null,
                        null,
                        choice.choices().stream().map(Object::toString).toList());
        };
    }
}
