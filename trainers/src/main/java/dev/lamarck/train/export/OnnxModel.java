package dev.lamarck.train.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.ImageData;
import java.nio.FloatBuffer;
import java.util.Map;

/** An exported classifier in ONNX Runtime: the second opinion on every export. */
public final class OnnxModel implements AutoCloseable {

    private static final int CHUNK = 512;

    private final OrtSession session;

    private OnnxModel(OrtSession session) {
        this.session = session;
    }

    /** The labels and probabilities of the rows that were asked for, row after row. */
    public record Predictions(long[] labels, float[] probabilities) {}

    /**
     * Loads a model.
     *
     * @throws IllegalStateException if ONNX Runtime refuses it
     */
    public static OnnxModel load(byte[] model) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return new OnnxModel(OrtEnvironment.getEnvironment().createSession(model, options));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the model: " + e.getMessage(), e);
        }
    }

    public Predictions predict(ImageData images) {
        long[] labels = new long[images.rows()];
        float[] probabilities = new float[images.rows() * images.classes()];
        for (int from = 0; from < images.rows(); from += CHUNK) {
            int rows = Math.min(CHUNK, images.rows() - from);
            predict(images, from, rows, labels, probabilities);
        }
        return new Predictions(labels, probabilities);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close the model: " + e.getMessage(), e);
        }
    }

    private void predict(ImageData images, int from, int rows, long[] labels, float[] probabilities) {
        ImageShape shape = images.shape();
        FloatBuffer pixels = FloatBuffer.allocate(rows * shape.size());
        for (int i = 0; i < rows * shape.size(); i++) {
            pixels.put(Byte.toUnsignedInt(images.pixels()[from * shape.size() + i]));
        }
        long[] dimensions = {rows, shape.channels(), shape.height(), shape.width()};
        try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), pixels.flip(), dimensions);
                OrtSession.Result result = session.run(Map.of(OnnxExporter.INPUT, input))) {
            OnnxTensor label = (OnnxTensor) result.get(OnnxExporter.LABEL).orElseThrow();
            OnnxTensor share =
                    (OnnxTensor) result.get(OnnxExporter.PROBABILITIES).orElseThrow();
            label.getLongBuffer().get(labels, from, rows);
            share.getFloatBuffer().get(probabilities, from * images.classes(), rows * images.classes());
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot run the model: " + e.getMessage(), e);
        }
    }
}
