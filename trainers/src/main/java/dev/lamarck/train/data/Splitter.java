package dev.lamarck.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Divides images into parts that each have the classes in the same shares; the same seed gives the same parts. */
final class Splitter {

    private Splitter() {}

    /** The indices of the rest and of a part of {@code share} of each class, each ascending. */
    record Parts(int[] rest, int[] part) {}

    static Parts stratified(ImageData data, double share, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Integer> rest = new ArrayList<>();
        List<Integer> part = new ArrayList<>();
        for (int label = 0; label < data.classes(); label++) {
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < data.rows(); row++) {
                if (data.labels()[row] == label) {
                    rows.add(row);
                }
            }
            Collections.shuffle(rows, random);
            int count = (int) Math.round(rows.size() * share);
            part.addAll(rows.subList(0, count));
            rest.addAll(rows.subList(count, rows.size()));
        }
        return new Parts(ascending(rest), ascending(part));
    }

    private static int[] ascending(List<Integer> rows) {
        int[] sorted = rows.stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
