package dev.lamarck.train.export;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.engine.NetworkState;
import dev.lamarck.train.evaluate.Classification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of an exported model: {@code model.onnx}; {@code model.json} with its configuration, shapes and the check
 * against ONNX Runtime; {@code input_example.json} with one input.
 */
public final class ModelPackage {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double TOLERANCE = 1e-4;

    /**
     * How the export compares with the network that was trained, over the test rows.
     *
     * @param maxProbabilityDifference the largest difference of any probability
     * @param labelAgreement the share of rows with the same label
     */
    public record Check(int rows, double maxProbabilityDifference, double labelAgreement, double testAccuracy) {}

    private final Architecture architecture;
    private final Configuration configuration;

    public ModelPackage(Architecture architecture, Configuration configuration) {
        this.architecture = architecture;
        this.configuration = configuration;
    }

    /**
     * Writes the package and checks it.
     *
     * @param logits of the test rows, as the training engine computes them
     * @throws IllegalStateException if ONNX Runtime does not come to the same answers within 1e-4
     */
    public Check write(NetworkState state, ImageData test, float[] logits, Path folder) throws IOException {
        byte[] model = OnnxExporter.export(architecture, state, "lamarck");
        Check check = check(model, test, logits);
        if (check.maxProbabilityDifference() > TOLERANCE || check.labelAgreement() < 1) {
            throw new IllegalStateException(
                    "The exported model differs from the trained one: probabilities by up to %.2e, labels agree on %.2f%% of %d rows."
                            .formatted(check.maxProbabilityDifference(), 100 * check.labelAgreement(), check.rows()));
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve("model.onnx"), model);
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("configuration", configuration.values());
        description.put("architecture", architecture.summary());
        description.put("parameters", architecture.parameterCount());
        description.put(
                "input",
                List.of(
                        architecture.input().channels(),
                        architecture.input().height(),
                        architecture.input().width()));
        description.put("classes", architecture.classes());
        description.put("check", check);
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("model.json").toFile(), description);
        JSON.writeValue(folder.resolve("input_example.json").toFile(), Map.of("input", List.of(example(test))));
        return check;
    }

    private Check check(byte[] model, ImageData test, float[] logits) {
        OnnxModel.Predictions predictions;
        try (OnnxModel second = OnnxModel.load(model)) {
            predictions = second.predict(test);
        }
        double difference = 0;
        int same = 0;
        int correct = 0;
        int classes = architecture.classes();
        for (int row = 0; row < test.rows(); row++) {
            double[] probabilities = Classification.probabilities(logits, row, classes);
            for (int c = 0; c < classes; c++) {
                difference = Math.max(
                        difference, Math.abs(probabilities[c] - predictions.probabilities()[row * classes + c]));
            }
            long label = predictions.labels()[row];
            same += label == Classification.argmax(logits, row, classes) ? 1 : 0;
            correct += label == test.labels()[row] ? 1 : 0;
        }
        double rows = test.rows();
        return new Check(test.rows(), difference, same / rows, correct / rows);
    }

    /** The first test image as nested lists, [channels][height][width]. */
    private static List<List<List<Integer>>> example(ImageData test) {
        List<List<List<Integer>>> channels = new ArrayList<>();
        int at = 0;
        for (int c = 0; c < test.shape().channels(); c++) {
            List<List<Integer>> rows = new ArrayList<>();
            for (int y = 0; y < test.shape().height(); y++) {
                List<Integer> row = new ArrayList<>();
                for (int x = 0; x < test.shape().width(); x++) {
                    row.add(Byte.toUnsignedInt(test.pixels()[at++]));
                }
                rows.add(row);
            }
            channels.add(rows);
        }
        return channels;
    }
}
