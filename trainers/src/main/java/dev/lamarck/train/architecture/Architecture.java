package dev.lamarck.train.architecture;

import dev.lamarck.train.architecture.ParameterShape.Initial;
import java.util.ArrayList;
import java.util.List;

/**
 * A classifier of images as a chain of layers; the last one gives one number a class (logits).
 *
 * @param input the shape of one image
 */
public record Architecture(ImageShape input, int classes, List<Layer> layers) {

    public Architecture {
        layers = List.copyOf(layers);
        long outputs = shapes(input, layers).getLast().size();
        if (outputs != classes) {
            throw new IllegalArgumentException(
                    "The network gives %d numbers for %d classes".formatted(outputs, classes));
        }
    }

    /** The trained tensors, in the order of the layers: weight before bias. */
    public List<ParameterShape> parameters() {
        List<ParameterShape> parameters = new ArrayList<>();
        for (Layer layer : layers) {
            switch (layer) {
                case Layer.Dense d -> {
                    parameters.add(uniform(d.name() + ".weight", List.of(d.outputs(), d.inputs()), d.inputs()));
                    parameters.add(uniform(d.name() + ".bias", List.of(d.outputs()), d.inputs()));
                }
                case Layer.Convolution c -> {
                    int fanIn = c.inputs() * c.kernel() * c.kernel();
                    List<Integer> shape = List.of(c.outputs(), c.inputs(), c.kernel(), c.kernel());
                    parameters.add(uniform(c.name() + ".weight", shape, fanIn));
                    if (c.bias()) {
                        parameters.add(uniform(c.name() + ".bias", List.of(c.outputs()), fanIn));
                    }
                }
                case Layer.BatchNorm b -> {
                    parameters.add(constant(b.name() + ".weight", b.channels(), 1));
                    parameters.add(constant(b.name() + ".bias", b.channels(), 0));
                }
                case Layer.Standardize _, Layer.Flatten _, Layer.Activate _, Layer.MaxPool _, Layer.Dropout _ -> {}
            }
        }
        return parameters;
    }

    /** The tensors that are updated without gradients: running means and variances. */
    public List<ParameterShape> buffers() {
        List<ParameterShape> buffers = new ArrayList<>();
        for (Layer layer : layers) {
            if (layer instanceof Layer.BatchNorm b) {
                buffers.add(constant(b.name() + ".running_mean", b.channels(), 0));
                buffers.add(constant(b.name() + ".running_var", b.channels(), 1));
            }
        }
        return buffers;
    }

    public long parameterCount() {
        return parameters().stream().mapToLong(ParameterShape::size).sum();
    }

    /** Multiply-add operations of one forward pass of one image, in convolutions and dense layers. */
    public long multiplyAdds() {
        long sum = 0;
        List<ImageShape> shapes = shapes(input, layers);
        for (int i = 0; i < layers.size(); i++) {
            ImageShape out = shapes.get(i);
            sum += switch (layers.get(i)) {
                case Layer.Dense d -> (long) d.inputs() * d.outputs();
                case Layer.Convolution c ->
                    (long) c.inputs() * c.outputs() * c.kernel() * c.kernel() * out.height() * out.width();
                case Layer.Standardize _,
                        Layer.Flatten _,
                        Layer.Activate _,
                        Layer.MaxPool _,
                        Layer.Dropout _,
                        Layer.BatchNorm _ -> 0;
            };
        }
        return sum;
    }

    /** How many numbers a forward pass of one image makes, over all layers. */
    public long activationCount() {
        return shapes(input, layers).stream().mapToLong(ImageShape::size).sum();
    }

    /** A few words that tell it from others, e.g. cnn 32x64, dense 128. */
    public String summary() {
        List<String> words = new ArrayList<>();
        for (Layer layer : layers) {
            switch (layer) {
                case Layer.Convolution c -> words.add("c" + c.outputs());
                case Layer.Dense d -> words.add("d" + d.outputs());
                case Layer.Standardize _,
                        Layer.Flatten _,
                        Layer.Activate _,
                        Layer.MaxPool _,
                        Layer.Dropout _,
                        Layer.BatchNorm _ -> {}
            }
        }
        return String.join("-", words);
    }

    /** The shape after each layer; a vector of n numbers is n channels of 1 x 1. */
    private static List<ImageShape> shapes(ImageShape input, List<Layer> layers) {
        List<ImageShape> shapes = new ArrayList<>();
        ImageShape shape = input;
        for (Layer layer : layers) {
            shape = shapeAfter(layer, shape);
            shapes.add(shape);
        }
        return shapes;
    }

    private static ImageShape shapeAfter(Layer layer, ImageShape in) {
        return switch (layer) {
            case Layer.Standardize _, Layer.Activate _, Layer.Dropout _ -> in;
            case Layer.BatchNorm b -> expect(b.name(), b.channels(), in.channels(), in);
            case Layer.Flatten _ -> new ImageShape(in.size(), 1, 1);
            case Layer.Dense d -> {
                expect(d.name(), d.inputs(), in.size(), in);
                yield new ImageShape(d.outputs(), 1, 1);
            }
            case Layer.Convolution c -> {
                expect(c.name(), c.inputs(), in.channels(), in);
                yield new ImageShape(c.outputs(), in.height(), in.width());
            }
            case Layer.MaxPool p -> {
                if (in.height() < p.size() || in.width() < p.size()) {
                    throw new InvalidArchitectureException(
                            "images of %d x %d are too small for a further pooling by %d: use fewer conv_blocks"
                                    .formatted(in.height(), in.width(), p.size()));
                }
                yield new ImageShape(in.channels(), in.height() / p.size(), in.width() / p.size());
            }
        };
    }

    private static ImageShape expect(String name, int declared, int actual, ImageShape in) {
        if (declared != actual) {
            throw new IllegalArgumentException("Layer %s takes %d inputs but gets %s".formatted(name, declared, in));
        }
        return in;
    }

    /** PyTorch's default for Linear and Conv2d: uniform within 1 / sqrt(fan in). */
    private static ParameterShape uniform(String name, List<Integer> shape, int fanIn) {
        return new ParameterShape(name, shape, new Initial.Uniform(1 / Math.sqrt(fanIn)));
    }

    private static ParameterShape constant(String name, int size, double value) {
        return new ParameterShape(name, List.of(size), new Initial.Constant(value));
    }
}
