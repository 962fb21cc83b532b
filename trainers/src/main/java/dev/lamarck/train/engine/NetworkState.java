package dev.lamarck.train.engine;

import dev.lamarck.train.data.SafeTensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** All numbers of a network in training, by name: parameters, running statistics, the optimiser's state. */
public record NetworkState(Map<String, Tensor> tensors) {

    public NetworkState {
        tensors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }
}
