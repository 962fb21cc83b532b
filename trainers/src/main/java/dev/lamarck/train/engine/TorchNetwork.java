package dev.lamarck.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.architecture.ParameterShape;
import dev.lamarck.train.architecture.ParameterShape.Initial;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.SafeTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors of a network in PyTorch's memory. */
final class TorchNetwork implements AutoCloseable {

    private static final int EVALUATION_CHUNK = 512;

    private final NDManager manager;
    private final List<ParameterShape> parameterShapes;
    private final List<ParameterShape> bufferShapes;
    private final List<ParameterShape> stateShapes;
    private final NDList parameters = new NDList();
    private final NDList buffers = new NDList();
    private final NDList optimizerState = new NDList();

    /**
     * A network.
     *
     * @param optimizer null for a network that is only evaluated
     * @param state where to go on from; null begins anew from the seed
     */
    TorchNetwork(
            NDManager parent,
            Architecture architecture,
            @Nullable Optimizer optimizer,
            @Nullable NetworkState state,
            long seed) {
        manager = parent.newSubManager();
        parameterShapes = architecture.parameters();
        bufferShapes = architecture.buffers();
        stateShapes = optimizer == null ? List.of() : optimizer.state(parameterShapes);
        fill(parameters, parameterShapes, "P[]", state, seed);
        fill(buffers, bufferShapes, "B[]", state, seed);
        fill(optimizerState, stateShapes, "S[]", state, seed);
        if (optimizer != null) {
            parameters.forEach(parameter -> parameter.setRequiresGradient(true));
        }
    }

    NDManager manager() {
        return manager;
    }

    void addTo(NDList arguments) {
        arguments.addAll(parameters);
        arguments.addAll(buffers);
        arguments.addAll(optimizerState);
    }

    float[] evaluate(Torch.Script script, ImageData images) {
        try (NDArray pixels = pixels(images)) {
            return evaluate(script, pixels);
        }
    }

    float[] evaluate(Torch.Script script, NDArray pixels) {
        try (NDManager call = manager.newSubManager()) {
            // Results belong to the manager of the first argument.
            NDList arguments = new NDList(Torch.longs(call, 0, pixels.getShape().get(0), EVALUATION_CHUNK), pixels);
            arguments.addAll(parameters);
            arguments.addAll(buffers);
            return Torch.infer(script, arguments).get(0).toFloatArray();
        }
    }

    NDArray pixels(ImageData images) {
        ImageShape shape = images.shape();
        return Torch.bytes(
                manager, images.pixels(), new Shape(images.rows(), shape.channels(), shape.height(), shape.width()));
    }

    NetworkState state() {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        read(tensors, parameterShapes, parameters);
        read(tensors, bufferShapes, buffers);
        read(tensors, stateShapes, optimizerState);
        return new NetworkState(tensors);
    }

    @Override
    public void close() {
        manager.close();
    }

    private void fill(
            NDList target, List<ParameterShape> shapes, String name, @Nullable NetworkState state, long seed) {
        for (ParameterShape parameter : shapes) {
            NDArray array = state == null ? initial(parameter, seed) : stored(parameter, state);
            array.setName(name);
            target.add(array);
        }
    }

    private NDArray initial(ParameterShape parameter, long seed) {
        Shape shape = shape(parameter);
        return switch (parameter.initial()) {
            case Initial.Constant(double value) ->
                value == 0 ? manager.zeros(shape, DataType.FLOAT32) : manager.full(shape, (float) value);
            case Initial.Uniform(double bound) -> {
                Torch.seed(Seeds.parameter(seed, parameter.name()));
                yield manager.randomUniform((float) -bound, (float) bound, shape, DataType.FLOAT32);
            }
        };
    }

    private NDArray stored(ParameterShape parameter, NetworkState state) {
        SafeTensors.Tensor tensor = state.tensors().get(parameter.name());
        List<Long> expected = parameter.shape().stream().map(Integer::longValue).toList();
        if (tensor == null || !tensor.shape().equals(expected)) {
            throw new IllegalArgumentException("The checkpoint has no tensor %s of shape %s: it is of another network"
                    .formatted(parameter.name(), expected));
        }
        return Torch.floats(manager, tensor.data(), shape(parameter));
    }

    private static Shape shape(ParameterShape parameter) {
        return new Shape(
                parameter.shape().stream().mapToLong(Integer::longValue).toArray());
    }

    private static void read(Map<String, SafeTensors.Tensor> tensors, List<ParameterShape> shapes, NDList arrays) {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) {
            sizes.clear();
            shapes.get(i).shape().forEach(size -> sizes.add(size.longValue()));
            tensors.put(
                    shapes.get(i).name(),
                    new SafeTensors.Tensor(
                            SafeTensors.Type.F32, sizes, arrays.get(i).toByteBuffer()));
        }
    }
}
