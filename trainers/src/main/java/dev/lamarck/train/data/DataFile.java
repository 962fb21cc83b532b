package dev.lamarck.train.data;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.SafeTensors.Tensor;
import dev.lamarck.train.data.SafeTensors.Type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One split as a file: {@code images} uint8 [N, C, H, W] and {@code labels} int64 [N] as safetensors. */
public final class DataFile {

    private DataFile() {}

    public static void write(ImageData data, Path file) throws IOException {
        ByteBuffer labels = ByteBuffer.allocate(data.rows() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int label : data.labels()) {
            labels.putLong(label);
        }
        ImageShape shape = data.shape();
        long rows = data.rows();
        List<Long> dimensions = List.of(rows, (long) shape.channels(), (long) shape.height(), (long) shape.width());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("images", new Tensor(Type.U8, dimensions, ByteBuffer.wrap(data.pixels())));
        tensors.put("labels", new Tensor(Type.I64, List.of(rows), labels.flip()));
        new SafeTensors(tensors, Map.of("classes", Integer.toString(data.classes()))).write(file);
    }

    public static ImageData read(Path file) {
        SafeTensors stored = SafeTensors.read(file);
        Tensor images = stored.tensor("images");
        ByteBuffer labels = stored.tensor("labels").data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        byte[] pixels = new byte[images.data().remaining()];
        images.data().duplicate().get(pixels);
        int[] values = new int[labels.remaining() / Long.BYTES];
        java.util.Arrays.setAll(values, _ -> Math.toIntExact(labels.getLong()));
        ImageShape shape = new ImageShape(
                Math.toIntExact(images.shape().get(1)),
                Math.toIntExact(images.shape().get(2)),
                Math.toIntExact(images.shape().get(3)));
        int classes = Integer.parseInt(stored.metadata().getOrDefault("classes", "0"));
        return new ImageData(shape, classes, pixels, values);
    }
}
