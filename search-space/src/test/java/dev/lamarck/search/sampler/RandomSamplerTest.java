package dev.lamarck.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomSamplerTest extends SamplerContract {

    @Override
    Sampler sampler() {
        return new RandomSampler();
    }

    @Test
    void drawsUniformly() {
        SearchSpace space = SearchSpace.of(List.of(new FloatParameter("a", 0, 1, false, null, null)));
        int[] counts = new int[10];

        search(space, 2, 2_000, _ -> 0).forEach(configuration -> counts[(int) (10 * configuration.number("a"))]++);

        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - 200.0) * (count - 200.0) / 200.0;
        }
        assertThat(chiSquare).isLessThan(27.88);
    }
}
