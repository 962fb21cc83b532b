package dev.lamarck.train.export;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.architecture.Layer;
import dev.lamarck.train.data.SafeTensors;
import dev.lamarck.train.engine.NetworkState;
import dev.lamarck.train.export.OnnxGraph.Attribute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes a trained network as ONNX. Input {@code input}: float32 [N, C, H, W], pixels as they are stored, 0 to 255;
 * standardising is part of the graph. Outputs: {@code probabilities} float32 [N, classes] and {@code label} int64 [N].
 */
public final class OnnxExporter {

    public static final String INPUT = "input";
    public static final String PROBABILITIES = "probabilities";
    public static final String LABEL = "label";

    private final Architecture architecture;
    private final NetworkState state;
    private final OnnxGraph graph = new OnnxGraph();
    private int values;
    private String last = INPUT;

    private OnnxExporter(Architecture architecture, NetworkState state) {
        this.architecture = architecture;
        this.state = state;
    }

    /** The bytes of the ONNX file. */
    public static byte[] export(Architecture architecture, NetworkState state, String name) {
        return new OnnxExporter(architecture, state).write(name);
    }

    private byte[] write(String name) {
        ImageShape in = architecture.input();
        graph.input(INPUT, OnnxGraph.FLOAT, List.of((long) in.channels(), (long) in.height(), (long) in.width()));
        architecture.layers().forEach(this::layer);
        graph.node("Softmax", List.of(last), PROBABILITIES, new Attribute.Whole("axis", 1));
        graph.node("ArgMax", List.of(last), LABEL, new Attribute.Whole("axis", 1), new Attribute.Whole("keepdims", 0));
        graph.output(PROBABILITIES, OnnxGraph.FLOAT, List.of((long) architecture.classes()));
        graph.output(LABEL, OnnxGraph.INT64, List.of());
        return graph.model(name, null);
    }

    private void layer(Layer layer) {
        switch (layer) {
            case Layer.Standardize s -> {
                scalar("mean", s.mean());
                scalar("std", s.std());
                apply("Sub", List.of("mean"));
                apply("Div", List.of("std"));
            }
            case Layer.Flatten _ -> apply("Flatten", List.of(), new Attribute.Whole("axis", 1));
            case Layer.Dense d ->
                apply("Gemm", stored(d.name() + ".weight", d.name() + ".bias"), new Attribute.Whole("transB", 1));
            case Layer.Convolution c -> {
                long padding = c.kernel() / 2;
                apply(
                        "Conv",
                        c.bias() ? stored(c.name() + ".weight", c.name() + ".bias") : stored(c.name() + ".weight"),
                        new Attribute.Wholes("kernel_shape", List.of((long) c.kernel(), (long) c.kernel())),
                        new Attribute.Wholes("pads", List.of(padding, padding, padding, padding)));
            }
            case Layer.BatchNorm b ->
                apply(
                        "BatchNormalization",
                        stored(
                                b.name() + ".weight",
                                b.name() + ".bias",
                                b.name() + ".running_mean",
                                b.name() + ".running_var"),
                        new Attribute.Real("epsilon", (float) Layer.BatchNorm.EPSILON));
            case Layer.Activate a -> activate(a.activation());
            case Layer.MaxPool p -> {
                List<Long> size = List.of((long) p.size(), (long) p.size());
                apply(
                        "MaxPool",
                        List.of(),
                        new Attribute.Wholes("kernel_shape", size),
                        new Attribute.Wholes("strides", size));
            }
            case Layer.Dropout _ -> {}
        }
    }

    private void activate(Layer.Activation activation) {
        switch (activation) {
            case RELU -> apply("Relu", List.of());
            case TANH -> apply("Tanh", List.of());
            case SIGMOID -> apply("Sigmoid", List.of());
            case GELU -> gelu();
        }
    }

    /** x / 2 * (1 + erf(x / sqrt 2)); ONNX has Gelu itself only from opset 20. */
    private void gelu() {
        String x = last;
        scalarOnce("sqrt2", Math.sqrt(2));
        scalarOnce("one", 1);
        scalarOnce("half", 0.5);
        apply("Div", List.of("sqrt2"));
        apply("Erf", List.of());
        apply("Add", List.of("one"));
        apply("Mul", List.of(x));
        apply("Mul", List.of("half"));
    }

    private void apply(String operator, List<String> more, Attribute... attributes) {
        List<String> inputs = new java.util.ArrayList<>(List.of(last));
        inputs.addAll(more);
        String output = "v" + values++;
        graph.node(operator, inputs, output, attributes);
        last = output;
    }

    /** Stores tensors of the network and gives their names back. */
    private List<String> stored(String... names) {
        for (String name : names) {
            SafeTensors.Tensor tensor = state.tensors().get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("The checkpoint has no tensor " + name);
            }
            byte[] bytes = new byte[tensor.data().remaining()];
            tensor.data().duplicate().get(bytes);
            graph.tensor(name, OnnxGraph.FLOAT, tensor.shape(), bytes);
        }
        return List.of(names);
    }

    private final java.util.Set<String> scalars = new java.util.HashSet<>();

    private void scalarOnce(String name, double value) {
        if (scalars.add(name)) {
            scalar(name, value);
        }
    }

    private void scalar(String name, double value) {
        byte[] bytes = ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat((float) value)
                .array();
        graph.tensor(name, OnnxGraph.FLOAT, List.of(), bytes);
    }
}
