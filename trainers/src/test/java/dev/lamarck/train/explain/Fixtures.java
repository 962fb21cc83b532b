package dev.lamarck.train.explain;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.architecture.Layer;
import dev.lamarck.train.architecture.ParameterShape;
import dev.lamarck.train.data.SafeTensors;
import dev.lamarck.train.engine.NetworkState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Networks that need no files: number k of parameter tensor i is 0.5 sin(k + 1 + i), both counted from 0. */
final class Fixtures {

    static final Architecture MLP = new Architecture(
            new ImageShape(1, 2, 2),
            3,
            List.of(
                    new Layer.Standardize(0, 1),
                    new Layer.Flatten(),
                    new Layer.Dense("hidden", 4, 5),
                    new Layer.Activate(Layer.Activation.TANH),
                    new Layer.Dense("output", 5, 3)));

    static final double[] MLP_INPUT = {0.3, -1.2, 0.8, 2.0};

    static final Architecture CNN = new Architecture(
            new ImageShape(1, 8, 8),
            2,
            List.of(
                    new Layer.Standardize(0, 1),
                    new Layer.Convolution("conv", 1, 3, 3, true),
                    new Layer.Activate(Layer.Activation.RELU),
                    new Layer.MaxPool(2),
                    new Layer.Flatten(),
                    new Layer.Dense("output", 48, 2)));

    static final double[] CNN_INPUT =
            IntStream.range(0, 64).mapToDouble(k -> Math.sin(0.7 * k)).toArray();

    private Fixtures() {}

    static NetworkState state(Architecture architecture) {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        List<ParameterShape> parameters = architecture.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            ParameterShape parameter = parameters.get(i);
            int size = Math.toIntExact(parameter.size());
            ByteBuffer data = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int k = 0; k < size; k++) {
                data.putFloat((float) (0.5 * Math.sin(k + 1 + i)));
            }
            List<Long> shape =
                    parameter.shape().stream().map(Integer::longValue).toList();
            tensors.put(parameter.name(), new SafeTensors.Tensor(SafeTensors.Type.F32, shape, data.flip()));
        }
        return new NetworkState(tensors);
    }
}
