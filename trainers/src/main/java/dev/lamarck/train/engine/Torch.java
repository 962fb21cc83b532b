package dev.lamarck.train.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The only class that touches the internals of DJL's PyTorch engine. */
final class Torch {

    /** A compiled text. */
    record Script(Model model, PtSymbolBlock block) implements AutoCloseable {

        @Override
        public void close() {
            model.close();
        }
    }

    private Torch() {}

    static NDManager newManager() {
        NDManager manager = Engine.getEngine("PyTorch").newBaseManager();
        // Profiling runs cost more than they gain on texts that are called a few dozen times.
        JniUtils.setGraphExecutorOptimize(false);
        return manager;
    }

    static Script compile(String text) {
        Model model = Model.newInstance("m", "PyTorch");
        try {
            Path folder = Files.createTempDirectory("lamarck-script");
            Path file = folder.resolve("m.pt");
            try {
                Files.write(file, ScriptArchive.of(text));
                model.load(folder, "m", Map.of("trainParam", "true"));
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
            return new Script(model, (PtSymbolBlock) model.getBlock());
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(e);
        } catch (MalformedModelException | ai.djl.engine.EngineException e) {
            model.close();
            throw new IllegalStateException("PyTorch refuses the text:\n" + text, e);
        }
    }

    /** Calls a text with gradients; the results belong to the manager of the first array. */
    static NDList train(Script script, NDList arguments) {
        JniUtils.setGradMode(true);
        try {
            return IValueUtils.forward(script.block(), arguments, true);
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    static NDList infer(Script script, NDList arguments) {
        return IValueUtils.forward(script.block(), arguments, false);
    }

    static void seed(long seed) {
        JniUtils.setSeed(seed);
    }

    static NDArray bytes(NDManager manager, byte[] values, Shape shape) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(values.length).order(ByteOrder.nativeOrder());
        buffer.put(values).rewind();
        return manager.create(buffer, shape, DataType.UINT8);
    }

    static NDArray longs(NDManager manager, long... values) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(Long.BYTES * values.length).order(ByteOrder.nativeOrder());
        buffer.asLongBuffer().put(values);
        return manager.create(buffer, new Shape(values.length), DataType.INT64);
    }

    static NDArray doubles(NDManager manager, double... values) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(Double.BYTES * values.length).order(ByteOrder.nativeOrder());
        buffer.asDoubleBuffer().put(values);
        return manager.create(buffer, new Shape(values.length), DataType.FLOAT64);
    }

    /** A float32 tensor in memory of PyTorch's own, which is aligned as its kernels like it. */
    static NDArray floats(NDManager manager, ByteBuffer littleEndian, Shape shape) {
        ByteBuffer direct = ByteBuffer.allocateDirect(littleEndian.remaining()).order(ByteOrder.nativeOrder());
        direct.put(littleEndian.duplicate()).rewind();
        try (NDArray view = manager.create(direct, shape, DataType.FLOAT32)) {
            return view.duplicate();
        }
    }
}
