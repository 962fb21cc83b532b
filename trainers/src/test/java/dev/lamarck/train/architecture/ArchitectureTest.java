package dev.lamarck.train.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.catalog.Preset;
import dev.lamarck.train.catalog.Presets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {

    private static final ImageShape MNIST = new ImageShape(1, 28, 28);

    /** 784*128+128 + 128*10+10; 32*9+32 + 64*288+64 + 3136*10+10; then 64*576+64 and 3136*64+64 + 64*10+10. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "mlp-128, 101770, 101632, d128-d10",
        "cnn-32-64, 50186, 3869824, c32-c64-d10",
        "cnn-32-64-64, 257162, 5846144, c32-c64-c64-d64-d10"
    })
    void countsParametersAndWork(String preset, long parameters, long multiplyAdds, String summary) {
        Architecture architecture = build(preset, Map.of(), MNIST);

        assertThat(architecture.parameterCount()).isEqualTo(parameters);
        assertThat(architecture.multiplyAdds()).isEqualTo(multiplyAdds);
        assertThat(architecture.summary()).isEqualTo(summary);
    }

    @Test
    void countsTheNumbersOfAForwardPass() {
        assertThat(build("mlp-128", Map.of(), MNIST).activationCount()).isEqualTo(784 + 784 + 128 + 128 + 10);
    }

    @Test
    void namesParametersWeightBeforeBias() {
        Architecture architecture = build("mlp-128", Map.of(), MNIST);

        assertThat(architecture.parameters())
                .extracting(ParameterShape::name)
                .containsExactly("dense1.weight", "dense1.bias", "output.weight", "output.bias");
        assertThat(architecture.parameters().getFirst())
                .isEqualTo(new ParameterShape(
                        "dense1.weight", List.of(128, 784), new ParameterShape.Initial.Uniform(1 / 28.0)));
    }

    @Test
    void replacesTheBiasOfAConvolutionByABatchNormalisation() {
        Architecture plain = build("cnn-32-64", Map.of("batch_norm", false), MNIST);
        Architecture normalised = build("cnn-32-64", Map.of("batch_norm", true), MNIST);

        assertThat(normalised.parameterCount()).isEqualTo(plain.parameterCount() + 32 + 64);
        assertThat(normalised.buffers())
                .extracting(ParameterShape::name)
                .containsExactly("norm1.running_mean", "norm1.running_var", "norm2.running_mean", "norm2.running_var");
        assertThat(plain.buffers()).isEmpty();
    }

    @Test
    void refusesMorePoolingsThanTheImageHasPixels() {
        Map<String, Object> genes = Map.of("conv_blocks", 3, "filters.1", 8, "filters.2", 8, "filters.3", 8);

        assertThatExceptionOfType(InvalidArchitectureException.class)
                .isThrownBy(() -> build("cnn", genes, new ImageShape(1, 4, 4)))
                .withMessage("conv_blocks: block 3 would pool an image of 1 x 1; this data allows fewer blocks");
        assertThat(build("cnn", genes, new ImageShape(1, 8, 8)).parameterCount())
                .isPositive();
    }

    @Test
    void refusesAPoolingThatFamiliesDoNotMake() {
        List<Layer> layers = List.of(new Layer.MaxPool(2), new Layer.Flatten());

        assertThatExceptionOfType(InvalidArchitectureException.class)
                .isThrownBy(() -> new Architecture(new ImageShape(1, 1, 1), 1, layers))
                .withMessage("images of 1 x 1 are too small for a further pooling by 2: use fewer conv_blocks");
    }

    @Test
    void refusesLayersThatDoNotFit() {
        List<Layer> wrongInputs = List.of(new Layer.Flatten(), new Layer.Dense("output", 10, 2));
        List<Layer> wrongOutputs = List.of(new Layer.Flatten(), new Layer.Dense("output", 784, 3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Architecture(MNIST, 2, wrongInputs))
                .withMessageStartingWith("Layer output takes 10 inputs but gets ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Architecture(MNIST, 2, wrongOutputs))
                .withMessage("The network gives 3 numbers for 2 classes");
    }

    @Test
    void refusesAnUnknownActivation() {
        assertThatExceptionOfType(InvalidArchitectureException.class)
                .isThrownBy(() -> build("mlp-128", Map.of("activation", "swish"), MNIST))
                .withMessage("activation 'swish' is not one of relu, tanh, sigmoid, gelu");
    }

    private static Architecture build(String name, Map<String, Object> genes, ImageShape shape) {
        Preset preset = Presets.get(name);
        return preset.family().build(preset.complete(new Configuration(genes)), shape, 10, 33.0, 79.0);
    }
}
