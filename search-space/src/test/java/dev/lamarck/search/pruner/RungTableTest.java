package dev.lamarck.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RungTableTest {

    private record Entry(double loss, int trial, boolean waits) {

        static final Comparator<Entry> BEST_FIRST =
                Comparator.comparingDouble(Entry::loss).thenComparingInt(entry -> entry.waits() ? entry.trial() : -1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithASortedList(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RungTable table = new RungTable();
        List<Entry> list = new ArrayList<>();
        for (int trial = 0; trial < 150; trial++) {
            // Of few values, so that there are ties, and all of them exact in the rounded form.
            double loss = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(-20, 20) / 8.0;
            table.add(trial, loss);
            list.add(new Entry(loss, trial, true));
            if (random.nextBoolean()) {
                leave(table, list, random);
            }
            list.sort(Entry.BEST_FIRST);
            assertSame(table, list, random.nextInt(160));
        }

        assertSame(copy(table), list, 75);
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 40);
    }

    @Test
    void forgetsWhatIsBehindButNotHowMany() {
        RungTable table = new RungTable();
        for (int trial = 0; trial < 30; trial++) {
            table.add(trial, trial);
            if (trial >= 5) {
                table.close(trial);
            }
        }

        table.forget(10);
        table.add(100, 9.5);
        table.add(101, 10.0);
        table.add(102, 99);

        assertThat(table.kept()).isEqualTo(13);
        assertThat(table.size()).isEqualTo(33);
        assertThat(table.rank(4)).isEqualTo(4);
        assertThat(table.rank(100)).isEqualTo(10);
        assertThat(table.rank(101)).as("no better than one forgotten").isEqualTo(31);
        assertThat(table.rank(102)).isEqualTo(32);
        assertThat(table.waiting(11)).isEqualTo(6);
        assertThat(table.waiting(31)).isEqualTo(6);
        assertThat(table.waiting(32)).isEqualTo(7);
        assertThat(table.waiting(33)).isEqualTo(8);
        assertThat(copy(table).rank(101)).isEqualTo(31);
    }

    @Test
    void keepsNothingOfThoseThatLeftWherePlacesDoNotMatter() {
        RungTable table = new RungTable(false);
        for (int trial = 0; trial < 10; trial++) {
            table.add(trial, -trial);
        }

        IntStream.range(0, 9).forEach(table::promote);

        assertThat(table.kept()).isEqualTo(1);
        assertThat(table.size()).isEqualTo(10);
        assertThat(table.promoted()).isEqualTo(9);
        assertThat(table.bestWaiting(10)).hasValue(9);
    }

    @Test
    void refusesATrialThatWaitsAlready() {
        RungTable table = new RungTable();
        table.add(1, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.add(1, 2))
                .withMessage("Trial 1 waits in this rung already");
        assertThatIllegalArgumentException().isThrownBy(() -> table.rank(2)).withMessage("Trial 2 does not wait");
    }

    private static void leave(RungTable table, List<Entry> list, SplittableRandom random) {
        int index = random.nextInt(list.size());
        Entry entry = list.get(index);
        if (random.nextBoolean()) {
            table.promote(entry.trial());
        } else {
            table.close(entry.trial());
        }
        list.set(index, new Entry(entry.loss(), entry.trial(), false));
    }

    private static void assertSame(RungTable table, List<Entry> list, int quota) {
        List<Entry> first = list.subList(0, Math.min(quota, list.size()));
        assertThat(table.size()).isEqualTo(list.size());
        assertThat(table.waiting(quota))
                .isEqualTo((int) first.stream().filter(Entry::waits).count());
        assertThat(table.bestWaiting(quota)).isEqualTo(trial(first));
        assertThat(table.worstWaiting()).isEqualTo(trial(list.reversed()));
        for (int rank = 0; rank < list.size(); rank++) {
            if (list.get(rank).waits()) {
                assertThat(table.rank(list.get(rank).trial())).isEqualTo(rank);
            }
        }
    }

    private static OptionalInt trial(List<Entry> entries) {
        return entries.stream().filter(Entry::waits).mapToInt(Entry::trial).findFirst();
    }

    private static RungTable copy(RungTable table) {
        BinaryWriter out = new BinaryWriter();
        table.write(out);
        return RungTable.read(new BinaryReader(out.bytes()));
    }
}
