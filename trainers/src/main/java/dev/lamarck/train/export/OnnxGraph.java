package dev.lamarck.train.export;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an ONNX model (onnx.proto, opset 18): nodes, stored tensors, named inputs and outputs. */
final class OnnxGraph {

    private static final int IR_VERSION = 9;
    private static final int OPSET = 18;
    static final int FLOAT = 1;
    static final int INT64 = 7;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final ProtoWriter graph = new ProtoWriter();
    private int nodes;

    /** An attribute of a node: a whole number, a list of them, or a real number. */
    sealed interface Attribute {
        String name();

        record Whole(String name, long value) implements Attribute {}

        record Wholes(String name, List<Long> values) implements Attribute {}

        record Real(String name, float value) implements Attribute {}
    }

    void node(String operator, List<String> inputs, String output, Attribute... attributes) {
        ProtoWriter node = new ProtoWriter();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output);
        node.text(3, operator.toLowerCase(java.util.Locale.ROOT) + "_" + nodes++);
        node.text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, attribute(attribute));
        }
        graph.message(1, node);
    }

    /** A stored tensor; the bytes are little-endian. */
    void tensor(String name, int type, List<Long> shape, byte[] littleEndian) {
        ProtoWriter tensor = new ProtoWriter();
        shape.forEach(size -> tensor.number(1, size));
        tensor.number(2, type).text(8, name).bytes(9, littleEndian);
        graph.message(5, tensor);
    }

    void input(String name, int type, List<Long> shapeAfterBatch) {
        graph.message(11, value(name, type, shapeAfterBatch));
    }

    void output(String name, int type, List<Long> shapeAfterBatch) {
        graph.message(12, value(name, type, shapeAfterBatch));
    }

    byte[] model(String graphName, @Nullable String description) {
        graph.text(2, graphName);
        ProtoWriter model = new ProtoWriter().number(1, IR_VERSION).text(2, "lamarck");
        if (description != null) {
            model.text(6, description);
        }
        return model.message(7, graph)
                .message(8, new ProtoWriter().text(1, "").number(2, OPSET))
                .toBytes();
    }

    private static ProtoWriter attribute(Attribute attribute) {
        ProtoWriter proto = new ProtoWriter().text(1, attribute.name());
        switch (attribute) {
            case Attribute.Whole whole -> proto.number(3, whole.value()).number(20, ATTRIBUTE_INT);
            case Attribute.Wholes wholes -> {
                wholes.values().forEach(value -> proto.number(8, value));
                proto.number(20, ATTRIBUTE_INTS);
            }
            case Attribute.Real real -> proto.real(2, real.value()).number(20, ATTRIBUTE_FLOAT);
        }
        return proto;
    }

    /** A tensor whose first dimension is the batch. */
    private static ProtoWriter value(String name, int type, List<Long> shapeAfterBatch) {
        ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().text(2, "batch"));
        shapeAfterBatch.forEach(size -> shape.message(1, new ProtoWriter().number(1, size)));
        ProtoWriter tensorType = new ProtoWriter().number(1, type).message(2, shape);
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensorType));
    }
}
