package dev.lamarck.search.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TriedTest {

    @Test
    void isExactWhileItIsSmall() {
        Tried tried = new Tried();
        for (long i = 0; i < Tried.MOST_EXACT; i++) {
            tried.add(i << 40 | 7);
        }

        assertThat(tried.size()).isEqualTo(Tried.MOST_EXACT);
        assertThat(tried.contains(5L << 40 | 7)).isTrue();
        assertThat(tried.contains(5L << 40 | 8)).isFalse();
        assertThat(tried.contains((long) Tried.MOST_EXACT << 40 | 7)).isFalse();
    }

    @Test
    void forgetsNothingAndIsSeldomWrong() {
        SplittableRandom random = new SplittableRandom(3);
        Tried tried = new Tried();
        Set<Long> all = new HashSet<>();
        for (int i = 0; i < 60_000; i++) {
            long hash = random.nextLong();
            all.add(hash);
            tried.add(hash);
        }

        assertThat(all).allMatch(tried::contains);
        assertThat(random.longs(100_000).filter(tried::contains).count()).isLessThan(20);
        assertThat(copy(tried).size()).isEqualTo(tried.size());
        assertThat(all).allMatch(copy(tried)::contains);
    }

    @Test
    void knowsTheHashOfZero() {
        Tried tried = new Tried();
        assertThat(tried.contains(0)).isFalse();

        tried.add(0);

        assertThat(tried.contains(0)).isTrue();
        assertThat(tried.size()).isOne();
    }

    private static Tried copy(Tried tried) {
        BinaryWriter out = new BinaryWriter();
        tried.write(out);
        return Tried.read(new BinaryReader(out.bytes()));
    }
}
