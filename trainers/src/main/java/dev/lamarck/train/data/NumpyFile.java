package dev.lamarck.train.data;

import dev.lamarck.train.architecture.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a split for NumPy: an {@code .npz} archive with {@code input} (float32 [N, C, H, W], pixels as stored) and
 * {@code label} (int64 [N]), which is what an exported model takes and gives.
 */
public final class NumpyFile {

    private static final int ALIGNMENT = 64;
    private static final int MAGIC_LENGTH = 10;

    private NumpyFile() {}

    public static void write(ImageData data, OutputStream target) throws IOException {
        ImageShape shape = data.shape();
        try (ZipOutputStream zip = new ZipOutputStream(target)) {
            ByteBuffer pixels =
                    ByteBuffer.allocate(data.pixels().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (byte pixel : data.pixels()) {
                pixels.putFloat(Byte.toUnsignedInt(pixel));
            }
            String dimensions =
                    "%d, %d, %d, %d".formatted(data.rows(), shape.channels(), shape.height(), shape.width());
            entry(zip, "input", "<f4", dimensions, pixels.array());
            ByteBuffer labels = ByteBuffer.allocate(data.rows() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int label : data.labels()) {
                labels.putLong(label);
            }
            entry(zip, "label", "<i8", data.rows() + ",", labels.array());
        }
    }

    private static void entry(ZipOutputStream zip, String name, String type, String shape, byte[] data)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        String dictionary = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
        int length = Math.ceilDiv(MAGIC_LENGTH + dictionary.length() + 1, ALIGNMENT) * ALIGNMENT - MAGIC_LENGTH;
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, (byte) (length >> 8)});
        head.writeBytes(
                (dictionary + " ".repeat(length - dictionary.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        zip.write(head.toByteArray());
        zip.write(data);
        zip.closeEntry();
    }
}
