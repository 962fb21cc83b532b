package dev.lamarck.search.importance;

import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import java.util.Arrays;

/** The values of a parameter as a few cells, and densities over these. */
sealed interface Grid {

    int MOST_CELLS = 50;

    static Grid of(Parameter parameter) {
        return switch (parameter) {
            case FloatParameter real ->
                new Points(
                        parameter,
                        scaled(real.low(), real.log()),
                        scaled(real.high(), real.log()),
                        real.log(),
                        MOST_CELLS);
            case IntParameter whole ->
                new Points(
                        parameter,
                        scaled((double) whole.low(), whole.log()),
                        scaled((double) whole.high(), whole.log()),
                        whole.log(),
                        cells(whole));
            case CategoricalParameter choice -> new Choices(choice);
        };
    }

    /** The cell, from 0, of a value. */
    int cell(Object value);

    /** The probability of each cell, estimated from observations, of which there is at least one. */
    double[] density(int[] observed);

    /** Equidistant points, those of a logarithmic range in the logarithm; a value belongs to the nearest. */
    record Points(Parameter parameter, double low, double high, boolean log, int size) implements Grid {

        @Override
        public int cell(Object value) {
            double number = ((Number) parameter.check(value)).doubleValue();
            double position = (scaled(number, log) - low) / ((high - low) / (size - 1));
            // A value in the middle of two points goes to the lower one.
            return Math.clamp((long) Math.ceil(position - 0.5), 0, size - 1);
        }

        @Override
        public double[] density(int[] observed) {
            return Parzen.density(counts(observed, size));
        }
    }

    /** One cell a choice. */
    record Choices(CategoricalParameter parameter) implements Grid {

        @Override
        public int cell(Object value) {
            return parameter.choices().indexOf(parameter.check(value));
        }

        /**
         * Each distinct choice observed has a kernel that spreads a little over all choices, the less the more kernels
         * there are; one uniform kernel, with the weight of one observation, stands for not knowing.
         */
        @Override
        public double[] density(int[] observed) {
            int choices = parameter.choices().size();
            int[] counts = counts(observed, choices);
            long distinct = Arrays.stream(counts).filter(count -> count > 0).count();
            double spread = 1.0 / (distinct + 1);
            double total = observed.length + 1.0;
            double[] density = new double[choices];
            for (int choice = 0; choice < choices; choice++) {
                double kernels = (counts[choice] + observed.length * spread) / (1 + choices * spread);
                density[choice] = (kernels + 1.0 / choices) / total;
            }
            return density;
        }
    }

    private static double scaled(double value, boolean log) {
        return log ? Math.log(value) : value;
    }

    /** All values of a short range; of a logarithmic one as many as it has powers of two, for most values crowd above. */
    private static int cells(IntParameter parameter) {
        double values = (double) parameter.high() - parameter.low() + 1;
        double cells = parameter.log() ? Math.ceil(Math.log(values) / Math.log(2)) + 1 : values;
        return (int) Math.min(cells, MOST_CELLS);
    }

    private static int[] counts(int[] observed, int size) {
        int[] counts = new int[size];
        for (int cell : observed) {
            counts[cell]++;
        }
        return counts;
    }
}
