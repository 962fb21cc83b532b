package dev.lamarck.train.explain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.engine.DifferentiableNetwork;
import dev.lamarck.train.engine.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Explains what a network says of the rows of a split: images of typical answers and of the most confident mistakes, and
 * figures that tell how far each method is to be trusted. Equal input gives equal files.
 */
public final class Explainer {

    /** The file that an explanation is written to, beside the folders of images. */
    public static final String FILE = "explanation.json";

    /** Rows of which the figures are means: enough to tell good from random. */
    private static final int MOST_QUALITY_ROWS = 64;

    /** As many of a network so large that more would take minutes. */
    private static final int FEWEST_QUALITY_ROWS = 16;

    /** Of one forward pass over all these rows: about 15 s of one core for all methods and images of 28 x 28. */
    private static final long MULTIPLY_ADDS = 300_000_000;

    /** Black, which in the shipped data sets is what is around the object. */
    private static final double BASELINE = 0;

    private static final JsonMapper JSON = new JsonMapper();

    private final DifferentiableNetwork network;
    private final ImageData data;
    private final long seed;
    private double share;

    /**
     * An explainer of one split.
     *
     * @param data the rows to choose from
     * @param seed of the random orders that methods are compared with
     * @param progress hears the share that is done, after every call of the network
     */
    public Explainer(DifferentiableNetwork network, ImageData data, long seed, DoubleConsumer progress) {
        this.network = new WatchedNetwork(network, () -> progress.accept(share));
        this.data = data;
        this.seed = seed;
    }

    /**
     * Explains by some methods and writes {@value #FILE} and {@code <method>/<number>.png}.
     *
     * @param logits of all rows
     * @param methods by name
     * @param folder made if need be
     * @throws IllegalArgumentException if there is no such method
     */
    public Explanation explain(float[] logits, List<String> methods, Path folder) throws IOException {
        List<AttributionMethod> chosen = methods.stream()
                .distinct()
                .map(name -> AttributionMethod.of(name, data.shape(), BASELINE))
                .toList();
        List<Explanation.Row> rows = RowChoice.rows(logits, data.labels(), data.classes());
        List<Explanation.Row> shown = RowChoice.shown(rows, data.classes());
        List<Explanation.Row> sample = RowChoice.spread(rows, qualityRows(network.architecture()));
        double part = 1.0 / (chosen.size() * (shown.size() + sample.size()) + sample.size());
        share = 0;

        double random = randomArea(sample, part);
        List<Explanation.Method> results = new ArrayList<>();
        for (AttributionMethod method : chosen) {
            List<String> images = draw(method, shown, folder, part);
            results.add(measure(method, sample, random, images, part));
        }
        Explanation explanation = new Explanation(shown, sample.size(), results);
        Files.createDirectories(folder);
        JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(FILE).toFile(), explanation);
        return explanation;
    }

    private static int qualityRows(Architecture architecture) {
        return Math.clamp(MULTIPLY_ADDS / architecture.multiplyAdds(), FEWEST_QUALITY_ROWS, MOST_QUALITY_ROWS);
    }

    private double randomArea(List<Explanation.Row> sample, double part) {
        DeletionCurve curve = new DeletionCurve(network, BASELINE);
        double sum = 0;
        for (Explanation.Row row : sample) {
            sum += curve.randomArea(image(row), row.predicted(), Seeds.derive(seed, "row/" + row.row()));
            share += part;
        }
        return sum / sample.size();
    }

    private List<String> draw(AttributionMethod method, List<Explanation.Row> shown, Path folder, double part)
            throws IOException {
        Files.createDirectories(folder.resolve(method.name()));
        AttributionImage drawing = AttributionImage.of(data);
        List<String> images = new ArrayList<>();
        for (Explanation.Row row : shown) {
            String name = "%s/%02d.png".formatted(method.name(), images.size());
            Attribution attribution = method.attribute(network, image(row), row.predicted());
            drawing.write(bytes(row), attribution, method.signed(), folder.resolve(name));
            images.add(name);
            share += part;
        }
        return images;
    }

    private Explanation.Method measure(
            AttributionMethod method, List<Explanation.Row> sample, double random, List<String> images, double part) {
        DeletionCurve curve = new DeletionCurve(network, BASELINE);
        DoubleSummaryStatistics areas = new DoubleSummaryStatistics();
        DoubleSummaryStatistics errors = new DoubleSummaryStatistics();
        for (Explanation.Row row : sample) {
            double[] image = image(row);
            Attribution attribution = method.attribute(network, image, row.predicted());
            areas.accept(curve.area(image, row.predicted(), attribution));
            if (attribution.completenessError() != null) {
                errors.accept(attribution.completenessError());
            }
            share += part;
        }
        boolean complete = errors.getCount() > 0;
        return new Explanation.Method(
                method.name(),
                complete ? errors.getAverage() : null,
                complete ? errors.getMax() : null,
                areas.getAverage(),
                random,
                images);
    }

    private byte[] bytes(Explanation.Row row) {
        int size = data.shape().size();
        return Arrays.copyOfRange(data.pixels(), row.row() * size, (row.row() + 1) * size);
    }

    private double[] image(Explanation.Row row) {
        byte[] bytes = bytes(row);
        double[] image = new double[bytes.length];
        Arrays.setAll(image, i -> Byte.toUnsignedInt(bytes[i]));
        return image;
    }
}
