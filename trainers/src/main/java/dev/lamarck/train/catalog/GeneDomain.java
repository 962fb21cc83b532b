package dev.lamarck.train.catalog;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import java.util.List;
import java.util.Map;

/** What values a gene of the built-in trainers can take at all, whatever a job would like to search. */
public sealed interface GeneDomain {

    boolean accepts(Object value);

    /** In words, as what was expected. */
    String describe();

    /** Numbers from min to max. */
    record Numbers(double min, double max, boolean whole) implements GeneDomain {

        @Override
        public boolean accepts(Object value) {
            return value instanceof Number number
                    && number.doubleValue() >= min
                    && number.doubleValue() <= max
                    && (!whole || number.doubleValue() == Math.rint(number.doubleValue()));
        }

        @Override
        public String describe() {
            return "%s from %s to %s".formatted(whole ? "whole numbers" : "numbers", text(min), text(max));
        }

        private static String text(double bound) {
            return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
        }
    }

    /** One of these. */
    record Values(List<Object> values) implements GeneDomain {

        @Override
        public boolean accepts(Object value) {
            return values.contains(value);
        }

        @Override
        public String describe() {
            return "one of " + values;
        }
    }

    Map<String, GeneDomain> ALL = Map.ofEntries(
            Map.entry("hidden_layers", new Numbers(1, 20, true)),
            Map.entry("units", new Numbers(1, 65_536, true)),
            Map.entry("conv_blocks", new Numbers(1, 12, true)),
            Map.entry("filters", new Numbers(1, 4_096, true)),
            Map.entry("kernel", new Values(List.of(1L, 3L, 5L, 7L, 9L, 11L))),
            Map.entry("batch_norm", new Values(List.of(false, true))),
            Map.entry("activation", new Values(List.of("relu", "tanh", "sigmoid", "gelu"))),
            Map.entry("dense", new Numbers(0, 65_536, true)),
            Map.entry("dropout", new Numbers(0, 0.95, false)),
            Map.entry("optimizer", new Values(List.of("sgd", "adam"))),
            Map.entry("learning_rate", new Numbers(0, 100, false)),
            Map.entry("momentum", new Numbers(0, 0.9999, false)),
            Map.entry("weight_decay", new Numbers(0, 10, false)),
            Map.entry("batch_size", new Numbers(1, 100_000, true)));

    /** Whether every value of the parameter is one that the gene of its name can take. */
    static boolean covers(GeneDomain domain, Parameter parameter) {
        return switch (parameter) {
            case FloatParameter range ->
                domain instanceof Numbers numbers
                        && !numbers.whole()
                        && domain.accepts(range.low())
                        && domain.accepts(range.high());
            case IntParameter range ->
                domain instanceof Numbers && domain.accepts(range.low()) && domain.accepts(range.high());
            case CategoricalParameter choice -> choice.choices().stream().allMatch(domain::accepts);
        };
    }
}
