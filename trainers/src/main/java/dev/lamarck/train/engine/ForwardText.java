package dev.lamarck.train.engine;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.Layer;
import dev.lamarck.train.architecture.ParameterShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines that take images {@code h} through an architecture to its logits, as TorchScript. They read the parameters P
 * and buffers B, which have the type of the computation.
 */
final class ForwardText {

    /** PyTorch's numbers of the two types. */
    static final int FLOAT32 = 6;

    static final int FLOAT64 = 7;

    /** The memory format in which convolutions of float32 are up to a quarter cheaper; those of float64 are dearer in it. */
    private static final int CHANNELS_LAST = 2;

    private static final int CONTIGUOUS = 0;

    private final Architecture architecture;
    private final int type;
    private final int format;
    private final List<String> parameters;
    private final List<String> buffers;

    /**
     * A forward pass.
     *
     * @param type of all numbers, {@link #FLOAT32} or {@link #FLOAT64}
     */
    ForwardText(Architecture architecture, int type) {
        this.architecture = architecture;
        this.type = type;
        this.parameters =
                architecture.parameters().stream().map(ParameterShape::name).toList();
        this.buffers = architecture.buffers().stream().map(ParameterShape::name).toList();
        boolean convolutional = architecture.layers().stream().anyMatch(Layer.Convolution.class::isInstance);
        this.format = convolutional && type == FLOAT32 ? CHANNELS_LAST : CONTIGUOUS;
    }

    /**
     * The lines.
     *
     * @param training with dropout, whose probability is {@code p}, and statistics of the batch
     */
    List<String> lines(boolean training) {
        List<String> lines = new ArrayList<>();
        for (Layer layer : architecture.layers()) {
            switch (layer) {
                case Layer.Standardize standardize -> lines.addAll(standardize(standardize));
                case Layer.Flatten _ -> lines.add("h = torch.flatten(h, 1, -1)");
                case Layer.Dense dense -> {
                    int p = parameters.indexOf(dense.name() + ".weight");
                    lines.add("h = torch.linear(h, P[%d], P[%d])".formatted(p, p + 1));
                }
                case Layer.Convolution convolution -> lines.add(convolution(convolution));
                case Layer.BatchNorm norm -> lines.add(batchNorm(norm, training));
                case Layer.Activate a -> lines.add("h = " + activation(a.activation()));
                case Layer.MaxPool m ->
                    lines.add("h = torch.max_pool2d(h, [%1$d, %1$d], [%1$d, %1$d], [0, 0], [1, 1], False)"
                            .formatted(m.size()));
                case Layer.Dropout _ -> {
                    if (training) {
                        lines.add("h = torch.dropout(h, p, True)");
                    }
                }
            }
        }
        return lines;
    }

    private List<String> standardize(Layer.Standardize standardize) {
        // Bytes become a tensor of their own here, doubles stay those of the caller, which must not be changed in
        // place.
        String line = type == FLOAT32 ? "h = torch.div_(torch.sub_(h, %s), %s)" : "h = torch.div(torch.sub(h, %s), %s)";
        return List.of(
                "h = torch.to(h, %d, False, False, %d)".formatted(type, format),
                line.formatted(standardize.mean(), standardize.std()));
    }

    private String convolution(Layer.Convolution convolution) {
        int p = parameters.indexOf(convolution.name() + ".weight");
        int padding = convolution.kernel() / 2;
        String bias = convolution.bias() ? "P[" + (p + 1) + "]" : "None";
        return "h = torch.conv2d(h, torch.to(P[%d], %d, False, False, %d), %s, [1, 1], [%d, %d], [1, 1], 1)"
                .formatted(p, type, format, bias, padding, padding);
    }

    private String batchNorm(Layer.BatchNorm norm, boolean training) {
        int p = parameters.indexOf(norm.name() + ".weight");
        int q = buffers.indexOf(norm.name() + ".running_mean");
        return "h = torch.batch_norm(h, P[%d], P[%d], B[%d], B[%d], %s, %s, %s, True)"
                .formatted(
                        p,
                        p + 1,
                        q,
                        q + 1,
                        training ? "True" : "False",
                        Layer.BatchNorm.MOMENTUM,
                        Layer.BatchNorm.EPSILON);
    }

    private static String activation(Layer.Activation activation) {
        return switch (activation) {
            case RELU -> "torch.relu(h)";
            case TANH -> "torch.tanh(h)";
            case SIGMOID -> "torch.sigmoid(h)";
            case GELU -> "torch.gelu(h)";
        };
    }
}
