package dev.lamarck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.train.architecture.ImageShape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitterTest {

    private static final ImageData DATA = new ImageData(
            new ImageShape(1, 1, 1),
            2,
            new byte[100],
            IntStream.range(0, 100).map(i -> i % 5 == 0 ? 1 : 0).toArray());

    @Test
    void takesTheShareOfEachClass() {
        Splitter.Parts parts = Splitter.stratified(DATA, 0.25, 1);

        assertThat(Arrays.stream(parts.part()).filter(row -> row % 5 == 0)).hasSize(5);
        assertThat(parts.part()).hasSize(25);
        assertThat(parts.rest()).hasSize(75);
    }

    @Test
    void givesEveryRowToOnePartInAscendingOrder() {
        Splitter.Parts parts = Splitter.stratified(DATA, 0.3, 2);

        assertThat(parts.part()).isSorted();
        assertThat(parts.rest()).isSorted();
        assertThat(IntStream.concat(Arrays.stream(parts.part()), Arrays.stream(parts.rest()))
                        .sorted()
                        .toArray())
                .containsExactly(IntStream.range(0, 100).toArray());
    }

    @Test
    void dependsOnNothingButTheSeed() {
        Splitter.Parts first = Splitter.stratified(DATA, 0.3, 7);
        Splitter.Parts second = Splitter.stratified(DATA, 0.3, 7);
        Splitter.Parts other = Splitter.stratified(DATA, 0.3, 8);

        assertThat(second.part()).containsExactly(first.part());
        assertThat(other.part()).isNotEqualTo(first.part());
    }
}
