package dev.lamarck.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.train.architecture.ImageShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NumpyFileTest {

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    @BeforeEach
    void writeAndUnpack() throws IOException {
        ImageData data = new ImageData(new ImageShape(1, 1, 2), 2, new byte[] {0, 1, 2, (byte) 200}, new int[] {1, 0});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NumpyFile.write(data, out);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
    }

    @Test
    void hasInputsAndLabels() {
        assertThat(entries.keySet()).containsExactly("input.npy", "label.npy");
    }

    @Test
    void beginsWithTheHeaderOfTheFormat() {
        byte[] input = entries.get("input.npy");

        int length = Byte.toUnsignedInt(input[8]) + 256 * Byte.toUnsignedInt(input[9]);
        String header = new String(input, 10, length, StandardCharsets.US_ASCII);
        assertThat(Arrays.copyOf(input, 8)).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
        assertThat((10 + length) % 64).isZero();
        assertThat(header)
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 1, 2), }")
                .endsWith("\n");
    }

    @Test
    void storesPixelsAsTheyAre() {
        ByteBuffer input = content("input.npy");

        assertThat(input.remaining()).isEqualTo(16);
        assertThat(input.getFloat(input.position() + 12)).isEqualTo(200f);
    }

    @Test
    void storesLabelsAsLongs() {
        ByteBuffer label = content("label.npy");

        assertThat(new String(entries.get("label.npy"), StandardCharsets.ISO_8859_1))
                .contains("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }");
        assertThat(label.remaining()).isEqualTo(16);
        assertThat(label.getLong()).isEqualTo(1);
        assertThat(label.getLong()).isZero();
    }

    private ByteBuffer content(String name) {
        ByteBuffer bytes = ByteBuffer.wrap(entries.get(name)).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.position(10 + Short.toUnsignedInt(bytes.getShort(8)));
    }
}
