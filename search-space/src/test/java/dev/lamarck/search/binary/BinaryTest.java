package dev.lamarck.search.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BinaryTest {

    @Test
    void readsWhatWasWritten() {
        BinaryWriter out = new BinaryWriter();
        out.flag(true);
        List.of(0L, -1L, 127L, 128L, Long.MAX_VALUE, Long.MIN_VALUE).forEach(out::number);
        out.real(Double.NaN);
        out.text("größer als 127 Zeichen: " + "ä".repeat(200));
        out.name("a");
        out.name("a");
        out.maybe(null, out::text);
        out.all(List.of("b", "a"), out::name);

        BinaryReader in = new BinaryReader(out.bytes());

        assertThat(in.flag()).isTrue();
        assertThat(IntStream.range(0, 6).mapToObj(_ -> in.number()))
                .containsExactly(0L, -1L, 127L, 128L, Long.MAX_VALUE, Long.MIN_VALUE);
        assertThat(in.real()).isNaN();
        assertThat(in.text()).endsWith("ää").hasSize(224);
        assertThat(in.name()).isEqualTo("a");
        assertThat(in.name()).isEqualTo("a");
        assertThat(in.maybe(in::text)).isNull();
        assertThat(in.all(in::name)).containsExactly("b", "a");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsNumbersThatAscend(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int width = random.nextInt(64);
        long[] values = random.longs(random.nextInt(300))
                .map(value -> random.nextInt(20) == 0 ? value : value >> width)
                .sorted()
                .toArray();
        BinaryWriter out = new BinaryWriter();
        out.ascending(values);
        out.number(42);

        BinaryReader in = new BinaryReader(out.bytes());

        assertThat(in.ascending()).isEqualTo(values);
        assertThat(in.number()).isEqualTo(42);
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 60);
    }

    @Test
    void takesLittleMoreThanTheEntropyOfASet() {
        long[] values = new SplittableRandom(1)
                .longs(100_000)
                .map(value -> value >>> 32)
                .sorted()
                .toArray();
        BinaryWriter out = new BinaryWriter();

        out.ascending(values);

        assertThat(8.0 * out.bytes().length / values.length).isLessThan(17.6);
    }

    @Test
    void refusesBytesThatEndTooEarly() {
        BinaryWriter out = new BinaryWriter();
        out.text("a text");
        byte[] cut = Arrays.copyOf(out.bytes(), 4);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BinaryReader(cut).text())
                .withMessage("6 bytes or values at byte 1 of 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BinaryReader(new byte[0]).flag())
                .withMessage("It ends after 0 bytes, before the value does");
    }
}
