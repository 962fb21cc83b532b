package dev.lamarck.search.space;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a search may vary. A parameter maps the unit interval onto its values, so that every sampler can work
 * on loci in [0, 1) whatever the type, scale or step.
 */
public sealed interface Parameter permits FloatParameter, IntParameter, CategoricalParameter {

    /** The name, unique in its space: letters, digits, {@code _}, {@code -} and {@code .}, beginning with a letter. */
    String name();

    /** When the parameter exists at all; null means always. */
    @Nullable
    Condition when();

    /**
     * The integer parameter that says how often this one is repeated, or null. A parameter {@code filters} that
     * repeats over {@code conv_blocks} stands for {@code filters.1} to {@code filters.<conv_blocks>}.
     */
    @Nullable
    String repeat();

    /** The value at a locus in [0, 1). */
    Object decode(double locus);

    /** A locus that {@link #decode} maps back to the value. */
    double encode(Object value);

    /**
     * The value in its canonical type (Double, Long, or the choice itself).
     *
     * @throws SearchSpaceException if it is not one of this parameter's values
     */
    Object check(Object value);

    /** Whether {@link #check} accepts the value. */
    boolean has(Object value);

    /** What a trial has that never heard of this parameter: the middle of the range, or the first choice. */
    default Object middle() {
        return decode(0.5);
    }

    /** How many values there are; empty for a continuous range. */
    OptionalLong cardinality();

    /** This parameter under another name and condition, no longer repeated. */
    Parameter as(String name, @Nullable Condition when);
}
